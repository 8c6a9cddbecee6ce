"""What is kept of test runs: a journal that a crash leaves readable, going on from it, and comparing two of them."""
