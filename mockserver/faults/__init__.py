"""What goes wrong between the mock and its clients because a user wants it to."""
