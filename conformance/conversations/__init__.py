"""What we send: every module holds the conversations of one family in `CONVERSATIONS`."""
