"""Does a client withstand every answer that its document allows? Searched for with whatever runs it, and shrunk."""
