"""Baselines: files of findings that were accepted, with the reason, for comparisons and for test runs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from contracts.compat.policy import written
from contracts.compat.policy.values import Ignore
from contracts.errors import ContractError
from ringback.config import reading
from ringback.config.errors import ConfigError
from specs.handwritten import mistakes

SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"ignore": {"type": "array", "items": written.ACCEPTED}},
}
_TABLE = re.compile(r"^(?:#[^\n]*\n)*\[\[ignore\]\]", re.MULTILINE)
"""Where an accepted finding begins: at the lines of comment before its table."""
_HEAD = """# Findings that are accepted, each with its reason. Commands read this with --baseline FILE, and
# ringback baseline writes it. Take out what is mended.

"""

baseline_option = click.option(
    "--baseline",
    "baselines",
    metavar="FILE",
    multiple=True,
    help="Let pass what this file accepts, as ringback baseline writes it; repeatable.",
)
"""A command gets the names of the files as ``baselines``."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding to be accepted."""

    fingerprint: str
    rule: str
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Terms:
    """Why findings are accepted, by whom, and until when (ISO 8601); empty for nobody and for ever."""

    reason: str
    owner: str
    until: str


def ignores(files: Iterable[str], kind: str) -> tuple[Ignore, ...]:
    """What some files let pass in reports of a kind.

    Raises:
        ConfigError: one of them cannot be used.
    """
    return tuple(each for file in files for each in _of_file(file, kind))


def _of_file(file: str, kind: str) -> tuple[Ignore, ...]:
    source, value = read(Path(file), file)
    return written.ignores(value, source.place, kind)


def read(path: Path, label: str) -> tuple[reading.Source, Mapping[str, Any]]:
    """A baseline. Raises ConfigError: it cannot be used."""
    source, value = reading.read(path, label)
    for mistake in mistakes(SCHEMA, value):
        raise ConfigError(f"{source.place(mistake.pointer)}: {mistake.message}", hint=mistake.hint)
    return source, value


def told_in(report: Path, severities: Collection[str]) -> tuple[list[Accepted], frozenset[str], str]:
    """The findings of a report in JSON that have one of some severities, all its fingerprints, and its kind.

    Raises:
        ContractError: it is no report.
    """
    try:
        data = json.loads(report.read_text("utf-8"))
        kind, findings = data["kind"], data["findings"]
        let_pass = [each["finding"]["fingerprint"] for each in data["ignored"]]
        met = frozenset([*(each["fingerprint"] for each in findings), *let_pass])
        told = [
            Accepted(each["fingerprint"], each["rule"], kind, each["message"])
            for each in findings
            if each["severity"] in severities
        ]
    except OSError as error:
        raise ContractError(f"{report}: cannot be read: {(error.strerror or '').lower()}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        hint = "write one with ringback test … --output report.json, or diff"
        raise ContractError(f"{report}: it is no report of ringback in JSON", hint=hint) from error
    return told, met, kind


def grown(text: str, known: Collection[tuple[str, str]], accepted: Iterable[Accepted], terms: Terms) -> str:
    """The text of a baseline with those findings at its end that it did not have; what stood there stays as it was.

    Args:
        text: of the file; empty where there is none.
        known: fingerprint and kind of what it has.
        accepted: what is to be in it.
        terms: of what comes to it.
    """
    taken = set(known)
    blocks = []
    for each in accepted:
        if (each.fingerprint, each.kind) not in taken:
            taken.add((each.fingerprint, each.kind))
            blocks.append(_block(each, terms))
    start = text or _HEAD
    return "\n".join([start.rstrip("\n") + "\n", *blocks]) if blocks else text


def pruned(text: str, gone: Callable[[int], bool]) -> str:
    """The text of a baseline without some of its tables, by their number."""
    starts = [found.start() for found in _TABLE.finditer(text)]
    parts = [text[: starts[0]] if starts else text]
    parts += [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    return parts[0] + "".join(part for number, part in enumerate(parts[1:]) if not gone(number))


def _block(each: Accepted, terms: Terms) -> str:
    comment = " ".join(each.message.split())
    lines = [
        f"# {_harmless(comment)}",
        "[[ignore]]",
        *_pairs({"fingerprint": each.fingerprint, "rule": each.rule, "kind": each.kind, "reason": terms.reason}),
        *_pairs({"owner": terms.owner, "until": terms.until}),
    ]
    return "\n".join(lines) + "\n"


def _pairs(values: Mapping[str, str]) -> Iterator[str]:
    """Keys and texts of TOML; those that are empty are left out. Source: TOML 1.0, Basic strings."""
    return (f"{key} = {_harmless(json.dumps(value, ensure_ascii=False))}" for key, value in values.items() if value)


def _harmless(text: str) -> str:
    return "".join(each if each.isprintable() else f"\\u{ord(each):04X}" for each in text)
