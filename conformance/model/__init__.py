"""Frozen types that every other room speaks in; imports nothing of ours."""
