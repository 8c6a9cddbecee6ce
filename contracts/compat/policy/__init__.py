"""What a team has decided about changes: what matters, what is let pass, what a release has to say of itself."""
