"""Checks of servers and their variables."""

from __future__ import annotations

from collections.abc import Iterator

from specs import paths
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Raw, Subject


def variables_without_default(subject: Subject) -> Iterator[Found]:
    """Server variables without a default. Source: OAS 3.0.3, Server Variable Object."""
    for server in _servers(subject):
        for name, variable in subject.entries(server.pointer, "variables"):
            if "default" not in variable.value:
                choices = variable.value.get("enum")
                first = choices[0] if isinstance(choices, list) and choices and isinstance(choices[0], str) else None
                mends = (Mend(variable.pointer, {"default": first}),) if first is not None else ()
                yield Found(variable.pointer, f"server variable {name!r} has no default", mends=mends)


def undeclared_variables(subject: Subject) -> Iterator[Found]:
    """Variables in a server's URL that it does not declare."""
    for server in _servers(subject):
        declared = {name for name, _ in subject.entries(server.pointer, "variables")}
        url = server.value.get("url")
        for name in dict.fromkeys(paths.names(url if isinstance(url, str) else "")):
            if name not in declared:
                yield Found(server.pointer, f"server variable {name!r} is in the URL and not declared")


def _servers(subject: Subject) -> Iterator[Raw]:
    if subject.document.dialect == "2.0":
        return
    for holder in ("", *subject.holders):
        yield from (server for _, server in subject.entries(holder, "servers"))


CHECKS = (
    Check("server-variable-without-default", Severity.ERROR, variables_without_default, "give it a default"),
    Check("server-variable-undeclared", Severity.ERROR, undeclared_variables, "declare it under variables"),
)
