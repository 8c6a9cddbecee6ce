"""Items that are there from the beginning: read from files, held against the document, and put where they belong."""
