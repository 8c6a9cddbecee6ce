"""What a request asks for, and whether it may be asked so."""
