"""Messages of HTTP/1.1 as bytes: what servers and clients of ours read alike. Source: RFC 9112."""
