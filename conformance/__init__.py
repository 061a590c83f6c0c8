"""Eyechart: judges endpoints that claim OpenAI-compatible chat completions with pictures and streaming."""

__version__ = "0.1.0"
