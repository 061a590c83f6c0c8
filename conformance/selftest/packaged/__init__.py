"""The wheel as its users get it: `python -m conformance.selftest.packaged`."""
