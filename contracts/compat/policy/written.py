"""What a person writes for a policy, and the policy made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from contracts.compat.policy.values import Ignore, Override, Policy, Removals, Selector, Step, Versions
from contracts.compat.policy.versions import SEMANTIC
from contracts.compat.rules import RULES
from contracts.errors import ContractError
from contracts.findings import Severity

JsonSchema = dict[str, Any]
Place = Callable[[str], str]
"""``file:line`` of a pointer into what was written."""

_RULE: JsonSchema = {"type": "string", "enum": sorted(RULES)}
_TEXT: JsonSchema = {"type": "string", "minLength": 1, "maxLength": 300}
_SELECTOR: dict[str, JsonSchema] = {
    "rule": {**_RULE, "description": "Id of the rule."},
    "rules": {"type": "array", "minItems": 1, "items": _RULE, "description": "Ids of rules, any of which will do."},
    "operation": {
        **_TEXT,
        "description": "What the finding reaches: an operationId, GET /pets/**, tag:NAME; nothing else may be reached.",
    },
    "operations": {"type": "array", "minItems": 1, "items": _TEXT, "description": "As operation, several."},
    "subject": {
        "type": "string",
        "pattern": r"^(?=.)[^*]{0,300}(\*[^*]{0,300}){0,8}$",
        "examples": ["ClientRequest.platform", "ClientRequest.*"],
        "description": "What the finding is about; * stands for anything.",
    },
    "fingerprint": {
        "type": "string",
        "pattern": "^[0-9a-f]{16}$",
        "examples": ["f15ae8497f046819"],
        "description": "Fingerprint of one finding.",
    },
}
_ANY: list[JsonSchema] = [{"required": [name]} for name in _SELECTOR]
OVERRIDE: JsonSchema = {
    "type": "object",
    "required": ["severity"],
    "anyOf": _ANY,
    "additionalProperties": False,
    "properties": {
        **_SELECTOR,
        "severity": {
            "type": "string",
            "enum": [severity.value for severity in Severity],
            "description": "How much it matters: an error makes the exit code 1.",
        },
        "reason": {**_TEXT, "description": "Why, for those who read the file."},
    },
}
"""A table of ``[[diff.overrides]]``."""
IGNORE: JsonSchema = {
    "type": "object",
    "required": ["reason"],
    "anyOf": _ANY,
    "additionalProperties": False,
    "properties": {
        **_SELECTOR,
        "reason": {**_TEXT, "description": "Why it may pass; reports tell it."},
        "until": {"type": "string", "format": "date", "description": "The last day on which it may."},
        "owner": {**_TEXT, "description": "Who has to do with it."},
    },
}
"""A table of ``[[diff.ignore]]``."""
ACCEPTED: JsonSchema = {
    **IGNORE,
    "required": ["fingerprint", "reason"],
    "properties": {
        **IGNORE["properties"],
        "rule": {**_TEXT, "description": "Id of the rule or check."},
        "kind": {**_TEXT, "description": "Of the report that it comes from; without it, of any."},
    },
}
"""A table of a baseline: a finding of a comparison or of a test run that is let pass."""
VERSIONS: JsonSchema = {
    "type": "object",
    "description": "What info.version has to say of a change.",
    "oneOf": [{"required": ["scheme"]}, {"required": ["pattern"]}],
    "additionalProperties": False,
    "properties": {
        "scheme": {"type": "string", "enum": ["semantic"], "description": "Semantic Versioning 2.0.0."},
        "pattern": {
            **_TEXT,
            "description": (
                "A regular expression of a whole version. Its groups major, minor and patch, as far as it has them, are"
                " what has to move when something breaks, comes, or is told otherwise."
            ),
        },
    },
}
"""The table ``[diff.versions]``."""
REMOVALS: JsonSchema = {
    "type": "object",
    "description": "What goes has to be deprecated in the release before.",
    "additionalProperties": False,
    "properties": {
        "sunset": {
            "type": "boolean",
            "default": False,
            "description": "What is deprecated has to say in x-sunset when it goes.",
        },
        "days": {
            "type": "integer",
            "minimum": 0,
            "maximum": 36_500,
            "default": 0,
            "description": "It goes this many days after the release that deprecates it, or later.",
        },
        "releases": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "default": 1,
            "description": "It is deprecated in this many releases before the one without it.",
        },
    },
}
"""The table ``[diff.removals]``."""


def policy(value: Mapping[str, Any], place: Place) -> Policy:
    """The policy of a section that keeps to the schemas above.

    Args:
        value: ``overrides``, ``ignore``, ``versions`` and ``removals``, as far as they are there.
        place: ``file:line`` of a pointer into it.

    Raises:
        ContractError: the pattern of versions is none.
    """
    removals = value.get("removals")
    versions = value.get("versions")
    return Policy(
        overrides=tuple(
            Override(selector=_selector(each), severity=Severity(each["severity"]), place=place(f"/overrides/{at}"))
            for at, each in enumerate(value.get("overrides", ()))
        ),
        ignores=ignores(value, place),
        versions=None if versions is None else _versions(versions, place),
        removals=None if removals is None else Removals(**removals),
    )


def ignores(value: Mapping[str, Any], place: Place, kind: str = "") -> tuple[Ignore, ...]:
    """What ``ignore`` of a section or of a baseline lets pass; of a baseline what reports of one kind can hold."""
    return tuple(
        Ignore(
            selector=_selector(each),
            reason=each["reason"],
            until=_day(each),
            place=place(f"/ignore/{at}"),
            owner=each.get("owner", ""),
        )
        for at, each in enumerate(value.get("ignore", ()))
        if each.get("kind", kind) == kind
    )


def _selector(said: Mapping[str, Any]) -> Selector:
    return Selector(
        rules=frozenset(_both(said, "rule", "rules")),
        operations=tuple(_both(said, "operation", "operations")),
        subject=said.get("subject", ""),
        fingerprint=said.get("fingerprint", ""),
    )


def _both(said: Mapping[str, Any], one: str, several: str) -> Iterable[str]:
    return [*([said[one]] if one in said else []), *said.get(several, ())]


def _day(said: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(said["until"]) if "until" in said else None


def _versions(said: Mapping[str, Any], place: Place) -> Versions:
    if "pattern" not in said:
        return SEMANTIC
    try:
        pattern = re.compile(said["pattern"])
    except (re.error, RecursionError, OverflowError) as error:
        told = f"{place('/versions/pattern')}: not a regular expression: {error}"
        raise ContractError(told, hint="correct the pattern") from error
    made = Versions(pattern=pattern)
    if not made.steps:
        names = ", ".join(step.word for step in sorted(Step, reverse=True) if step)
        told = f"{place('/versions/pattern')}: the pattern names nothing that has to move"
        raise ContractError(told, hint=rf"write a group (?P<major>\d+); known are {names}")
    return made
