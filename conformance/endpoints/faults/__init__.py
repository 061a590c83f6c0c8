"""Endpoints that violate requirements on purpose: one function is one fault."""
