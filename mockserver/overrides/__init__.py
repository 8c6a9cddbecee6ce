"""What a user wants answered in place of what the document and the mock's memory would say."""
