"""selftest: scheduling."""
