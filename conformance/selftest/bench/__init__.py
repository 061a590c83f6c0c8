"""selftest: bench."""
