"""A Flask application that answers as a document says."""
