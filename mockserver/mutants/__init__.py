"""Mocks that break exactly one rule of their document, to see who notices."""
