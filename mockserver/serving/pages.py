"""What a host has beside its documents: the control interface and the console."""

from __future__ import annotations

from collections.abc import Callable

from specs.messages import Request, Response

CONTROL = "/__ringback"
"""Below it are pages of the host's own; everything else is asked of the documents."""
CONSOLE = "console/"
"""What the paths of the console's pages have behind it, but for the first page, which has nothing there."""
Pages = Callable[[Request, str], Response]
"""Answers a request for one of them that has come from an IP address."""
