"""Endpoints that are unusual and legal: a judge that complains about them is wrong."""
