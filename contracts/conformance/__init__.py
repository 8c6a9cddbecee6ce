"""Whether a running server does as its document says, found out by property-based tests."""
