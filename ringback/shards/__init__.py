"""Work in units: shards of a run on machines that know nothing of each other, and what they come to together."""
