"""How requests reach the mock: the server, its two interfaces, and what they have in common."""
