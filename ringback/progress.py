"""How far long work is, on standard error, and on a terminal only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress, ProgressColumn


@contextmanager
def bar(*columns: ProgressColumn, quiet: bool) -> Iterator[Progress]:
    """A bar that goes away when the work is done.

    Args:
        columns: what it shows.
        quiet: nothing is shown at all.
    """
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=quiet or not console.is_terminal) as shown:
        yield shown
