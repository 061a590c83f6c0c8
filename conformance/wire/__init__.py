"""Sans-IO readers: bytes in, facts out. Nothing here sends, waits or judges."""
