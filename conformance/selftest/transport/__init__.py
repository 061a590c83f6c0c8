"""selftest: transport."""
