"""A name → a document: read, parse, bundle what lies in other files, hand it to its dialect."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from specs import dialects, pointers, source
from specs.collector import collector_paused
from specs.dialects.shape import kind_of
from specs.errors import SpecError
from specs.model import Document
from specs.options import DEFAULT, Options
from specs.parse import parse
from specs.references import distinct, mentioned
from specs.resources import Resources
from specs.schemas import LOCALE
from specs.slips import Slips
from specs.source import Source


def load(name: str | Path | Source, options: Options = DEFAULT) -> Document:
    """Load a document.

    Args:
        name: a path, an ``http(s)`` URL, ``-`` for standard input, ``revision:path``, or a catalogue name; or what was
            read of it.
        options: what the document may reach, and how it is taken.

    Returns:
        The document as a model. References inside it stay and are followed where they are used, so a recursive or a
        large document is ordinary.

    Raises:
        SpecError: it cannot be read or parsed, or is no OpenAPI document. What is wrong with one that can be used is
            among its ``slips``; with ``options.strict`` these, and every error that ``specs.checks`` finds, are raised.
    """
    with collector_paused():
        document = _loaded(name if isinstance(name, Source) else source.read(str(name)), options)
    if options.strict:
        from specs.checks.strictness import demand_soundness

        demand_soundness(document)
    return document


def _loaded(read: Source, options: Options) -> Document:
    slips = Slips()
    raw = parse(read.written, read.label, slips)
    if not isinstance(raw, dict):
        raise SpecError(
            f"not an OpenAPI document: the top level is {kind_of(raw)}, not a mapping",
            source=read.label,
            hint="it must start with 'openapi: 3.…' or 'swagger: \"2.0\"'",
        )
    notes: tuple[str, ...] = ()
    if options.overlays:
        from specs import overlays

        raw, read, notes = overlays.laid_over(raw, read, options.overlays)
    dialect = dialects.of(raw, read.label)
    made = _worth_a_look(raw)
    leaving = [reference for reference in made if _leaves_the_file(reference)]
    if leaving and not all(map(Resources(raw).knows, leaving)):
        from specs.bundle import bundle

        bundled = bundle(raw, read, options)
        raw, read = bundled.raw, replace(read, parts={**read.parts, **bundled.parts})
        made = distinct(raw)
    _note_dangling(slips, raw, made)
    for note in notes:
        slips.note("", note, "correct the overlay")
    locale = options.locale or raw.get(LOCALE) or options.usual_locale
    return dialect.build({**raw, LOCALE: locale} if locale else raw, read, slips)


def from_mapping(raw: Mapping[str, Any], name: str = "<mapping>") -> Document:
    """Build a document from parsed data; what ``load`` does after reading.

    Raises:
        SpecError: as ``load``; references to other files have no target here.
    """
    try:
        read = Source(name, None, json.dumps(raw, indent=2))
    except (TypeError, ValueError) as error:
        raise SpecError(f"not JSON data: {error}", source=name) from error
    data = parse(read.text, "mapping.json")
    dialect = dialects.of(data, name)
    slips = Slips()
    _note_dangling(slips, data, _worth_a_look(data))
    return dialect.build(data, read, slips)


def _worth_a_look(raw: dict[str, Any]) -> dict[str, str]:
    """The references of a document, each with the pointer of one object that makes it; none where all lead somewhere.

    Of most documents that is soon known: whatever could be a reference leads to a place of the same document.
    """
    try:
        told = mentioned(orjson.dumps(raw))
    except TypeError:  # integers beyond 64 bits, or too deep
        return distinct(raw)
    return {} if all(_is_plain(raw, each) for each in told) else distinct(raw)


def _note_dangling(slips: Slips, raw: dict[str, Any], made: dict[str, str]) -> None:
    """The references that lead nowhere, each told once, at one object that makes it."""
    _note_locale(raw, slips)
    lost = [each for each in made if not _is_plain(raw, each)]
    names = Resources(raw) if lost else None
    for reference in lost:
        if names and not names.knows(reference):
            told = f"reference {reference!r} has no target: what makes it is left out, or takes any value"
            slips.note(made[reference], told, "add the missing part or correct the $ref")


def _is_plain(raw: dict[str, Any], reference: str) -> bool:
    """Whether a reference leads somewhere without any names."""
    pointer = pointers.from_fragment(reference[1:])
    return reference == "#" or (reference.startswith("#/") and pointers.exists(raw, pointer))


def _note_locale(raw: dict[str, Any], slips: Slips) -> None:
    """Take back a locale that there are no names for."""
    if LOCALE not in raw:
        return
    from specs.sampling.locales import check

    try:
        check(str(raw[LOCALE]))
    except SpecError as error:
        del raw[LOCALE]
        slips.note(f"/{LOCALE}", f"{error.message}: samples are made without names", error.hint or "")


def _leaves_the_file(reference: str) -> bool:
    return bool(reference) and not reference.startswith("#")
