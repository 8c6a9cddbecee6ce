"""The options of every command that takes a document, and the document they lead to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ringback import kinds
from ringback.grouping import as_one
from specs.harmless import HARMLESS
from specs.options import Options

if TYPE_CHECKING:
    from specs.model import Document
    from specs.source import Source

_TOLD = 5
_MANY = 2000
"""Operations that take a second to read."""

document_options = as_one(
    "options",
    Options,
    click.option(
        "--overlay",
        "overlays",
        metavar="FILE",
        multiple=True,
        help="Apply an OpenAPI Overlay to the document first; repeatable, in order.",
    ),
    click.option("--strict", is_flag=True, help="Take slips in the document, which are forgiven else, as errors."),
    click.option(
        "--allow-ref-root",
        "ref_roots",
        metavar="DIR",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="References may reach files below this folder, too; repeatable.",
    ),
    click.option(
        "--allow-ref-host",
        "ref_hosts",
        type=kinds.HOST,
        metavar="HOST",
        multiple=True,
        help="References may be fetched from this host (HOST or HOST:PORT); repeatable.",
    ),
)
"""The options of reading documents; a command gets them as ``options``."""

locale_option = click.option(
    "--locale",
    metavar="LOCALE",
    help="Whose names and addresses to make up, e.g. de_DE; else what the document says, or en_US.",
)


def speaking(options: Options, name: str, locale: str | None) -> Options:
    """The options of loading a document whose samples are to be in somebody's language.

    Raises:
        SpecError: there are no names of this locale.
    """
    from specs import catalog
    from specs.sampling import locales

    if locale is not None:
        locales.check(locale)
    usual = catalog.find(name).locale if catalog.is_catalogue_name(name) else locales.DEFAULT_LOCALE
    return replace(options, locale=locale, usual_locale=usual)


def reader(options: Options, locale: str | None, *, quiet: bool) -> Callable[[str], Document]:
    """What opens documents whose samples are to be in somebody's language."""
    return lambda name: opened(name, speaking(options, name, locale), quiet=quiet)


def opened(name: str | Source, options: Options, *, quiet: bool = False) -> Document:
    """Load a document, and tell on standard error what it got wrong and is forgiven: the first few slips.

    A very large document is not read from end to end for that; what was found on the way is told.

    Raises:
        SpecError: as ``specs.load``.
    """
    from specs import load

    document = load(name, options)
    if not quiet:
        slips = tuple(document.noted) if len(document.operations) > _MANY else document.slips
        for slip in slips[:_TOLD]:
            where = f" #{slip.pointer}" if slip.pointer else ""
            told = f"{document.place(slip.pointer)}: warning{where}: {slip.message} ({slip.hint})"
            click.echo(told.translate(HARMLESS), err=True)
        if len(slips) > _TOLD:
            more = f"and {len(slips) - _TOLD} more: ringback specs check {document.source.name}"
            click.echo(more.translate(HARMLESS), err=True)
    return document


def both(old: str | Source, new: str | Source, options: tuple[Options, Options], *, quiet: bool) -> list[Document]:
    """Load two documents that are to be compared; of the same text in both, one is made, and shared.

    Args:
        old: a name, or what was read of it.
        new: the same of the other.
        options: of each.
        quiet: as for ``opened``.

    Raises:
        SpecError: as ``specs.load``.
    """
    from specs import source

    if old == new == "-":
        raise click.UsageError("only one of the documents can come from standard input")
    texts = [source.read(each) if isinstance(each, str) else each for each in (old, new)]
    first = opened(texts[0], options[0], quiet=quiet)
    if texts[0].written != texts[1].written or options[0] != options[1]:
        return [first, opened(texts[1], options[1], quiet=quiet)]
    if not first.source.parts:
        return [first, replace(first, source=texts[1])]
    second = opened(texts[1], options[1], quiet=True)
    return [first, replace(first, source=second.source) if _parts(first) == _parts(second) else second]


def _parts(document: Document) -> dict[str, tuple[str, str]]:
    """What a document has from other files: texts and places there, by places in it."""
    return {at: (file.text, inside) for at, (file, inside) in document.source.parts.items()}
