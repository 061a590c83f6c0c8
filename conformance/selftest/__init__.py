"""Tests of the suite itself; they need no target and are not in the wheel."""
