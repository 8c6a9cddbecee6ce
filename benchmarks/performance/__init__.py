"""The figures of docs/performance.md, all by one command: ``python -m benchmarks.performance``.

A section is a module that measures a few things and their peers beside them, in turns, and gives a ``Table``. To add
one, add its line to ``SECTIONS`` in ``__main__``.
"""
