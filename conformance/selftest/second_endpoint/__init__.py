"""A second endpoint, written from the protocol alone: what Eyechart says about it is a second opinion on Eyechart.

It shares no code with anything else here (`lint-imports` keeps it so) and is built as a user would build one, on
Starlette, uvicorn, pydantic and Pillow. Where the specification leaves a choice, it takes one that is legal
and not the obvious one, and another in another manner (see `manners`).
"""
