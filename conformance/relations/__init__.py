"""What must hold between the exchanges of a conversation and its controls."""
