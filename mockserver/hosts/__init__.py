"""Several documents and releases in one process, and their changes."""
