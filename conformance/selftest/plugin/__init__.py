"""What a user types, and what comes of it: real commands in processes of their own."""
