"""``python -m ringback.reference NAME`` prints a page of the documentation that is made from the code."""

from __future__ import annotations

import click

from ringback.reference import PAGES


@click.command()
@click.argument("name", type=click.Choice(list(PAGES)))
def printed(name: str) -> None:
    """Print a page of the documentation that is made from the code."""
    click.echo(PAGES[name]())


if __name__ == "__main__":
    printed()
