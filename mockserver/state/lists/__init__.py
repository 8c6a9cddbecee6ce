"""Which of the items of a list a request asks for, in which order, and what the answer says of the rest."""
