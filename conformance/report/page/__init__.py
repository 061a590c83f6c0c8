"""Pages for people: one file each, that needs no network and runs no script but ours.

Text of strangers reaches a page in two ways only: through `frame`, which escapes every value of a template, and as
compressed JSON, which our script puts into text nodes.
"""
