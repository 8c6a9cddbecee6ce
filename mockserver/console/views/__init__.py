"""The pages of the console, one module each: what is shown, and what can be done there."""
