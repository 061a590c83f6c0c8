"""Tests of the strategies: what they draw is what they promise, and every alternative is drawn."""
