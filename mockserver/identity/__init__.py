"""The authorization server that a document implies: where tokens come from that the mock then asks for."""
