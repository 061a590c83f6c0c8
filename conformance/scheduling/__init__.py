"""When requests leave: prefetching, how many at once, what runs alone, what is sent again, and when to stop."""
