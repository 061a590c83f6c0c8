"""One Report, rendered by pure functions: terminal, JSON, Markdown, JUnit."""
