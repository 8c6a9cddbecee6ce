"""What each operation of a document is taken to do, why, and how a person says otherwise."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from mockserver.state.beginnings import Beginnings
from mockserver.state.doings import Doings
from mockserver.state.guards import guards
from mockserver.state.several import several
from specs.inference.roles import Roles
from specs.login import find_login
from specs.model import Document


def inferred(document: Document, roles: Roles) -> Iterator[dict[str, Any]]:
    """What is told of each operation, as ``ringback mock --explain --format json`` has it.

    Args:
        document: what it is of.
        roles: what its operations do.
    """
    login = find_login(document)
    doings, beginnings = Doings(document), Beginnings(document, roles)
    for operation in document.operations:
        role = roles.of(operation)
        resource, many = role.resource, several(operation, role, roles)
        begun = beginnings.of(operation, role)
        does = many.told if many else begun.told if begun else doings.of(operation, role).told
        if login is not None and login.operation is operation:
            does = f"logs in: {login.identifier} and {login.secret} give {login.token}"
        yield {
            "operation": operation.key,
            "role": role.kind.value,
            "resource": resource.key if resource else None,
            "id": resource.id_property if resource else None,
            "parents": [parent.key for parent, _ in role.parents],
            "does": does,
            "evidence": role.evidence,
            "confidence": role.confidence,
            "guards": [guard.told for guard in guards(operation, role, roles)],
            "override": _line(operation.key, role.kind.value, resource.key if resource else None),
        }


def _line(operation: str, role: str, resource: str | None) -> str:
    """An inline table of TOML. Source: TOML 1.0.0, Basic strings: they are escaped as those of JSON are."""
    members = {"operation": operation, "role": role, **({"resource": resource} if resource else {})}
    written = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in members.items())
    return f"{{ {', '.join(written)} }}"
