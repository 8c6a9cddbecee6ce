"""Checks beyond the test engine's, one module each: those that judge any exchange, and those that send requests.

A new one is a module here with a ``Watch`` or a ``Probe`` in it, one row in ``table``, and two rows in the tests: a
server at which it fires, and one at which it is silent.
"""
