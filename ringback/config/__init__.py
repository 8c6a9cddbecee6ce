"""The configuration file: ``ringback.toml``, or ``[tool.ringback]`` of a ``pyproject.toml``."""
