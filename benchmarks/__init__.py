"""What the figures of the documentation come from: of speed and of what is found, each by one command."""
