"""Who is asking, and how they come by what shows it."""
