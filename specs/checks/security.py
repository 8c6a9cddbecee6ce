"""Checks of security: schemes that are missing, unused, or that nobody can satisfy."""

from __future__ import annotations

from collections.abc import Iterator

from specs import pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject
from specs.model import SecurityScheme

_KINDS = frozenset({"apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"})


def undefined_schemes(subject: Subject) -> Iterator[Found]:
    """Requirements that name a security scheme which is not defined."""
    for holder, name in _required(subject):
        if name not in subject.document.security_schemes and not _is_uri(name):
            yield Found(holder, f"security scheme {name!r} is not defined")


def unused_schemes(subject: Subject) -> Iterator[Found]:
    """Security schemes that nothing asks for."""
    asked = {name for _, name in _required(subject)}
    for name, scheme in subject.document.security_schemes.items():
        if name not in asked and subject.operations:
            entry = _entry(subject, name) or scheme.pointer
            yield Found(entry, f"security scheme {name!r} is used by nothing", mends=(Mend(entry),))


def unpresentable_credentials(subject: Subject) -> Iterator[Found]:
    """Security schemes that do not say how a credential is presented, so that nobody can call what asks for one."""
    for name, scheme in subject.document.security_schemes.items():
        lacks = _lacks(scheme)
        if lacks:
            yield Found(scheme.pointer, f"security scheme {name!r} {lacks}, so that nobody can present its credential")


def _lacks(scheme: SecurityScheme) -> str:
    if scheme.kind not in _KINDS:
        return f"has the unknown type {scheme.kind!r}"
    if scheme.kind == "apiKey" and not (scheme.location and scheme.parameter):
        return "does not say with 'name' and 'in' where its key stands"
    if scheme.kind == "http" and not scheme.scheme:
        return "does not say with 'scheme' which one of HTTP it is"
    return ""


def _required(subject: Subject) -> Iterator[tuple[str, str]]:
    """Pointer of each requirement and the name of a scheme in it."""
    for holder in ("", *(operation.pointer for operation in subject.operations)):
        requirements = subject.at(pointers.join(holder, "security"))
        for index, requirement in enumerate(requirements if isinstance(requirements, list) else ()):
            for name in requirement if isinstance(requirement, dict) else ():
                yield pointers.join(holder, "security", index), name


def _entry(subject: Subject, name: str) -> str | None:
    homes = ("/components/securitySchemes", "/securityDefinitions")
    entries = (pointers.join(home, name) for home in homes)
    return next((entry for entry in entries if subject.at(entry) is not None), None)


def _is_uri(name: str) -> bool:
    """From 3.2 on a requirement may name a scheme by its URI."""
    return "/" in name or "#" in name


CHECKS = (
    Check("security-scheme-undefined", Severity.ERROR, undefined_schemes, "define it, or correct the name"),
    Check("security-scheme-unused", Severity.WARNING, unused_schemes, "remove it, or ask for it under security"),
    Check("credential-unpresentable", Severity.ERROR, unpresentable_credentials, "complete the security scheme"),
)
