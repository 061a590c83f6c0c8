"""Tests of the JSON Schemas and of the program that derives them."""
