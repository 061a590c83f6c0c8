"""The page that people look at, in a real browser: `tox -e report`, and nothing of it in `tox -e selftest`."""
