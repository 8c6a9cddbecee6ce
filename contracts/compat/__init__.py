"""What changed between two documents, what of it breaks, and the message that shows it."""
