"""Checks against the official JSON Schemas of OpenAPI, as openapi-spec-validator ships them."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from specs import pointers
from specs.checks.problem import Check, Found, Severity
from specs.checks.subject import Subject

_DRAFTS: dict[str, type[jsonschema_rs.Validator]] = {
    "2.0": jsonschema_rs.Draft4Validator,
    "3.0": jsonschema_rs.Draft4Validator,
    "3.1": jsonschema_rs.Draft202012Validator,
    "3.2": jsonschema_rs.Draft202012Validator,
}
_LONGEST = 300
_NO_SHAPE = "has none of the shapes that may stand here"
NAMES_A_MEMBER = re.compile(r"^(Additional|Unevaluated) properties|is a required property$")
"""Messages that tell of one member, which stands between quotation marks in them."""
VAGUE = (_NO_SHAPE, "has non-unique elements")
"""How a message ends that does not say which part of its place is wrong."""


def invalid(subject: Subject) -> Iterator[Found]:
    """Where the document breaks the official JSON Schema of the OpenAPI version that it claims."""
    told: set[tuple[str, str]] = set()
    try:
        errors = list(_validator(subject.document.dialect).iter_errors(dict(subject.document.raw)))
    except ValueError:  # its library takes no more than 255 levels
        yield Found("", "nested too deeply to be held against the official JSON Schema", "nest less")
        return
    for error in errors:
        for leaf in _leaves(error):
            pointer = pointers.join("", *leaf.instance_path)
            message = _told(leaf)
            if (pointer, message) not in told and not _is_regex(leaf):
                told.add((pointer, message))
                yield Found(pointer, message)


def slips(subject: Subject) -> Iterator[Found]:
    """What the document gets wrong, and was read in spite of."""
    for slip in subject.document.slips:
        yield Found(slip.pointer, slip.message, slip.hint)


def unfinished(subject: Subject) -> Iterator[Found]:
    """Checks that a document brought to a stop: by nesting too deeply, or by taking too long."""
    for told in subject.unfinished:
        yield Found("", told)


@lru_cache(maxsize=4)
def _validator(version: str) -> jsonschema_rs.Validator:
    # the files only: importing the package would cost more than the validation
    package = importlib.util.find_spec("openapi_spec_validator")
    homes = package.submodule_search_locations if package else None
    (home,) = map(Path, homes or ())
    schema = json.loads((home / "resources" / "schemas" / f"v{version}" / "schema.json").read_text("utf-8"))
    return _DRAFTS[version](schema, validate_formats=True, offline=True)


def _leaves(error: Any) -> Iterator[Any]:
    """The errors inside the alternative that was meant, where an error says only that none of them fits."""
    branches = [branch for branch in getattr(error.kind, "context", ()) if branch and not _asks_for_reference(branch)]
    if not branches:
        yield error
        return
    meant = min(branches, key=lambda branch: _strangeness(error, branch))
    for inner in _telling_apart(error, meant) or meant:
        yield from _leaves(inner)


def _strangeness(error: Any, branch: list[Any]) -> tuple[int, int, int]:
    """How unlikely it is that an alternative was meant: a wrong ``in`` or ``type`` says that it was another one."""
    deepest = max(len(each.instance_path) for each in branch)
    return len(_telling_apart(error, branch)), -deepest, len(branch)


def _telling_apart(error: Any, branch: list[Any]) -> list[Any]:
    """The errors of an alternative in the members by which alternatives are told apart."""
    direct = [each for each in branch if len(each.instance_path) == len(error.instance_path) + 1]
    return [each for each in direct if each.kind.name in ("enum", "const")]


def _asks_for_reference(branch: list[Any]) -> bool:
    return any(each.kind.name == "required" and each.kind.value == "$ref" for each in branch)


def _is_regex(error: Any) -> bool:
    """A pattern that the library's engine cannot read; patterns have checks of their own."""
    return bool(error.kind.name == "format" and error.kind.value == "regex")


def _told(error: Any) -> str:
    line = str(error.message).partition("\n")[0]
    if getattr(error.kind, "context", None) is not None:
        return _NO_SHAPE
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."


CHECKS = (
    Check("slip", Severity.WARNING, slips, "correct it"),
    Check("invalid", Severity.ERROR, invalid, "see the OpenAPI Specification"),
)
