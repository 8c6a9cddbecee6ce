"""What the operations of a document do to which things, worked out from the document alone."""
