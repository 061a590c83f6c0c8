"""From played conversations to results: which requirement is judged over which conversation, and what it came to."""
