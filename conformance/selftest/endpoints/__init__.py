"""Tests of the endpoints that we ship to talk to."""
