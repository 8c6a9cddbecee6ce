"""How databases of earlier releases become what this one needs."""
