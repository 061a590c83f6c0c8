"""Endpoints that misbehave so badly that only survival is asked of their peer."""
