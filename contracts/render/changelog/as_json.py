"""A changelog as JSON, for programs."""

from __future__ import annotations

from contracts.compat.changelog import Changelog
from contracts.render import as_json
from contracts.render.changelog import phrases


def render(changelog: Changelog) -> str:
    """A changelog as a JSON text."""
    return as_json.write(
        {
            "format": as_json.FORMAT,
            "kind": "changelog",
            "title": changelog.title,
            "old": changelog.old,
            "new": changelog.new,
            "summary": phrases.headline(changelog),
            "judged": changelog.judged,
            "entries": [
                {
                    "kind": entry.kind.value,
                    "area": entry.area,
                    "subject": entry.subject,
                    "text": entry.text,
                    "description": entry.told,
                    "operations": list(entry.operations),
                    "verdict": entry.verdict.value,
                    "rules": list(entry.rules),
                }
                for entry in changelog.entries
            ],
            "reworded": list(changelog.reworded),
        }
    )
