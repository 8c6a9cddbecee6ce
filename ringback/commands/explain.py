"""``ringback explain``: what a rule means, with an example and the message that shows it."""

from __future__ import annotations

import difflib
import json

import click

from contracts.compat.policy.example import judged
from contracts.compat.rules import GROUPS, RULES, Rule
from contracts.findings import Finding
from contracts.render.rules import alone
from ringback.headings import Command


@click.command(cls=Command)
@click.argument("rule", required=False)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
def explain(rule: str | None, format_: str) -> None:
    """Print what a rule of ringback diff means, an example, and how to make the change gently.

    Without RULE: the ids of all rules. The same is in docs/rules.md.
    """
    if rule is None:
        chosen = list(RULES.values())
    elif rule in RULES:
        chosen = [RULES[rule]]
    else:
        near = difflib.get_close_matches(rule, RULES, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "ringback explain lists them all"
        raise click.UsageError(f"there is no rule {rule!r}: {hint}")
    if format_ == "json":
        click.echo(json.dumps([_raw(each) for each in chosen], indent=2, ensure_ascii=False))
    elif rule is None:
        _list()
    else:
        click.echo("\n".join(alone(chosen[0], _fired(chosen[0]))))


def _list() -> None:
    for title, rules in GROUPS.items():
        click.echo(f"{title}:")
        for each in rules:
            click.echo(f"  {each.id}")


def _fired(rule: Rule) -> Finding:
    """What a comparison says of the rule's example."""
    return next(each for each in judged(rule).findings if each.rule == rule.id)


def _raw(rule: Rule) -> dict[str, object]:
    old, new = rule.example
    return {
        "id": rule.id,
        "severity": rule.severity.value,
        "level": rule.level.value,
        "direction": rule.direction,
        "message": rule.message,
        "meaning": rule.meaning,
        "advice": rule.advice,
        "page": rule.page,
        "example": {"old": old, "new": new, "policy": rule.policy},
    }
