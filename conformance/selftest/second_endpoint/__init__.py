"""A second endpoint, written from the protocol alone: what Eyechart says about it is a second opinion on Eyechart.

It shares no code with anything else here (`lint-imports` keeps it so) and is built as a user would build one, on
Starlette, uvicorn, pydantic and Pillow. Where the specification leaves a choice, it takes one that is legal and not
the obvious one: labels of pictures bind, unknown members are refused, answers are indented ASCII, events end in CRLF,
the role comes with the first text, and a stream without `include_obfuscation: false` is padded.
"""
