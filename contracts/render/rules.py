"""What is said of a rule: the page of all of them, and one alone for a terminal."""

from __future__ import annotations

import difflib
import textwrap
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

import yaml

from contracts.compat.rules import Rule
from contracts.findings import Finding
from specs.reproduce import http_text

_HEAD = """# Rules

Every change that `ringback diff` tells of, by what it is about. `ringback explain RULE` prints one of them with the
message that shows it. This page is made from the code: `python -m contracts.compat.rules > docs/rules.md`.

Below each id stand its severity (a note is safe, an error breaks), its level (who breaks: running clients on the
`wire`, generated `code`, or those who count on documented `behaviour`) and its direction (`request` for what clients
send, `response` for what they read), then what a report says, what that means, an example and how to change it gently.

A rule gives a change its name and advice. Whether it breaks is decided by asking who writes a message and who reads it
([compare.md](compare.md)), and shown by a message: where none is found, the same rule tells it as unproven.
"""
_UNTOLD = ("openapi", "info")
"""Members of the examples that are left out where they are the same in both documents."""


def page(groups: Mapping[str, Iterable[Rule]]) -> str:
    """All rules in Markdown, each under a heading of its own, which is its stable address."""
    parts = [_HEAD]
    for title, rules in groups.items():
        parts.append(f"## {title}\n")
        parts += map(_section, rules)
    return "\n".join(parts)


def _section(rule: Rule) -> str:
    example = "\n".join(changed(rule))
    parts = [f"### {rule.id}", f"{kind(rule)} · `{rule.message}`", _filled(rule.meaning), f"```diff\n{example}\n```"]
    if rule.policy:
        parts.append(f"```toml\n{rule.policy}\n```")
    if rule.advice:
        parts.append(_filled(f"**Gently:** {rule.advice}"))
    return "\n\n".join(parts) + "\n"


def _filled(text: str) -> str:
    return textwrap.fill(text, 120)


def kind(rule: Rule) -> str:
    """Severity, level and direction, in the words of reports."""
    return " · ".join(part for part in (rule.severity.value, rule.level.value, rule.direction) if part)


def changed(rule: Rule) -> Iterator[str]:
    """The rule's example as lines of YAML, those of the old document alone with a minus, of the new with a plus."""
    untold = {name for name in _UNTOLD if rule.example[0][name] == rule.example[1][name]}
    old, new = (_lines(document, untold) for document in rule.example)
    differences = difflib.unified_diff(old, new, n=max(len(old), len(new)), lineterm="")
    return (line.rstrip() for line in differences if not line.startswith(("---", "+++", "@@")))


def _lines(document: Mapping[str, Any], untold: Collection[str]) -> list[str]:
    kept = {name: value for name, value in document.items() if name not in untold}
    text: str = yaml.dump(kept, Dumper=_Plain, sort_keys=False, default_flow_style=False, width=120)
    return text.splitlines()


class _Plain(yaml.SafeDumper):
    """Writes what is there twice twice: references between its parts are no matter of the example."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature of PyYAML
        return True


def alone(rule: Rule, shown: Finding) -> Iterator[str]:
    """One rule for a terminal, with what a comparison says of its example.

    Args:
        rule: the rule.
        shown: the finding of the rule on its example.
    """
    yield rule.id
    yield f"  {kind(rule)}"
    yield ""
    yield from textwrap.wrap(rule.meaning, 100, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield "  For example:"
    yield from (f"    {line}" for line in changed(rule))
    if rule.policy:
        yield ""
        yield "  with this in ringback.toml:"
        yield from (f"    {line}" for line in rule.policy.splitlines())
    yield ""
    yield f"  of which ringback diff says: {shown.message}"
    witness = shown.witness
    message = (witness.request or witness.response) if witness else None
    if witness and message:
        refused = f" and {witness.refused_by} refuses" if witness.refused_by else ""
        yield f"  shown by what {witness.accepted_by} accepts{refused}:"
        yield from (f"    │ {line}".rstrip() for line in http_text(message).splitlines())
    if rule.advice:
        yield ""
        yield from textwrap.wrap(f"Gently: {rule.advice}", 100, initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield f"  {rule.page}"
