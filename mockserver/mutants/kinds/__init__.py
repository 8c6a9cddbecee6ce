"""The kinds of mutants, one module a family."""
