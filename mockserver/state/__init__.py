"""What the mock remembers: resources inferred from the document, and the store that holds them."""
