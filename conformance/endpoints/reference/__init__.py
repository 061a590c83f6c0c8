"""A small, correct endpoint: it follows the specification to the letter and sees colours instead of thinking."""
