"""Which response a request gets, and what is in it."""
