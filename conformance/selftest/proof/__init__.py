"""The proof: faults trip every requirement and only what they declare, benign variants trip nothing."""
