"""Standing between clients and a server of the real API: passing everything on, and judging both directions."""
