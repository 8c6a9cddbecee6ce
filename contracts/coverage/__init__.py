"""What of a document was exercised by messages: told from the messages themselves, whoever sent them."""
