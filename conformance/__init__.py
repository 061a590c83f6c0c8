"""Eyechart: judges endpoints that claim OpenAI-compatible chat completions with pictures and streaming.

PYTEST_DONT_REWRITE: the command `eyechart` imports this package before pytest does, which pytest would warn about.
"""

__version__ = "0.1.0"
