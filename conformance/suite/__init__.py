"""What pytest collects against a target."""
