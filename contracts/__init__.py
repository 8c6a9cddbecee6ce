"""What changed, what broke, and whether a server does as its document says."""
