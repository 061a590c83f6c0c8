"""Judges servers that other people wrote; not part of the tests that every change must pass (`tox -e real`)."""
