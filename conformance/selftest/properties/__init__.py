"""What properties draw, checked by an independent reading and against the reference."""
