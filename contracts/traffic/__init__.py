"""Recorded calls: whose they are, what of a document they use, and what another release makes of them."""
