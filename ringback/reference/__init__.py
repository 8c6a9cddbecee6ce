"""Pages of the documentation that are made from the code: they are written when the site is built, never by hand."""

from __future__ import annotations

from collections.abc import Callable

from ringback.reference import commands, keys, python

PAGES: dict[str, Callable[[], str]] = {"commands": commands.page, "keys": keys.page, "python": python.page}
"""Each page by its name; ``python -m ringback.reference NAME`` prints one."""
