"""What the suite says of the second endpoint, beside what it says of the reference (`tox -e second`)."""
