"""``ringback mock --explain``: what each operation is taken to do, why, and how to say otherwise."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from ringback.grouping import as_one
from specs.harmless import HARMLESS

if TYPE_CHECKING:
    from mockserver.hosts.hosting import Served
    from mockserver.state.said import Said

_STYLES = {"high": "green", "medium": "yellow", "low": "red", "certain": "cyan"}
_OTHERWISE = (
    "To say otherwise, change the line below an operation and put it into ringback.toml: [mock] roles = [LINE, ...]"
)


def _explained(*, explain: bool, format_: str) -> str | None:
    return format_ if explain else None


explaining_options = as_one(
    "explained",
    _explained,
    click.option("--explain", is_flag=True, help="Serve nothing: tell what each operation is taken to do, and why."),
    click.option(
        "--format",
        "format_",
        type=click.Choice(["text", "json"]),
        default="text",
        help="With --explain: how to tell it.",
    ),
)
"""``--explain`` and ``--format``; a command gets the format as ``explained``, None where not asked."""


def explain(served: Iterable[Served], said: Sequence[Said], format_: str) -> int:
    """Print what the operations of some documents are taken to do; the exit code.

    Args:
        served: the documents.
        said: what the configuration says of their operations.
        format_: ``text`` or ``json``.

    Raises:
        MockError: the configuration speaks of an operation that no document has.
    """
    from mockserver.state import said as words
    from mockserver.state.inferred import inferred
    from specs.inference.roles import Roles

    documents = [each.document for each in served]
    words.demand_known(said, documents)
    told = [
        {
            "document": each.title,
            "release": each.release,
            "operations": list(inferred(each, Roles(each, words.by_operation(said, each)))),
        }
        for each in documents
    ]
    if format_ == "json":
        click.echo(json.dumps(told, indent=2))
    else:
        _as_text(told)
    return 0


def _as_text(told: Iterable[Mapping[str, Any]]) -> None:
    from rich.console import Console
    from rich.text import Text

    terminal = sys.stdout.isatty()
    console = Console() if terminal else None
    for document in told:
        _say(f"{document['document']} {document['release']}")
        for row in document["operations"]:
            about = f" {row['resource']}" if row["resource"] else ""
            named = f" (id: {row['id']})" if row["id"] else ""
            line = f"{row['operation']}: {row['role']}{about}{named}, {row['confidence']}: {row['evidence']}"
            line += "".join(f"; {each}" for each in (row["does"], *row["guards"]) if each)
            line = line.translate(HARMLESS)
            if console is None:
                click.echo(line)
            else:
                text = Text(line)
                text.highlight_words([f", {row['confidence']}:"], _STYLES[row["confidence"]])
                console.print(text, soft_wrap=True)
            _say(f"    {row['override']}")
    click.echo(_OTHERWISE, err=True)


def _say(line: str) -> None:
    click.echo(line.translate(HARMLESS))
