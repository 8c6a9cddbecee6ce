"""What is asked of the mock itself, under a path that no document has: health, journal, verification, clock, seed."""
