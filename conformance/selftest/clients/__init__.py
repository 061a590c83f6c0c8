"""What real clients do with every endpoint of ours: measured over loopback and kept as data."""
