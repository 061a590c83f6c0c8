"""How bytes travel: over a socket, in memory, or out of recorded evidence; the only room that knows an HTTP client."""
