"""What a mock shows to people, below the prefix of its control interface: pages, made here, that need no build step."""
