"""What somebody may do, and on whose behalf."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What whoever shows a credential may do.

    Attributes:
        subject: on whose behalf; empty for nobody in particular.
        client: the program that acts for the subject; empty where nothing is known of it.
        scopes: what was granted; None where nothing was said, so that there is no limit.
        roles: the subject's.
        claims: further members of tokens.
    """

    subject: str
    client: str = ""
    scopes: frozenset[str] | None = None
    roles: frozenset[str] = frozenset()
    claims: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def covers(self, scopes: frozenset[str], *, roles: bool) -> bool:
        """Whether it is enough for an operation.

        Args:
            scopes: that the operation asks for.
            roles: they may be names of roles, too. Source: OAS 3.1.1, Security Requirement Object, of schemes that
                have no scopes.
        """
        if not scopes or (self.scopes is None and not (roles and self.roles)):
            return True
        held = self.scopes or frozenset()
        return scopes <= (held | self.roles if roles else held)

    def raw(self) -> dict[str, Any]:
        """The grant as JSON."""
        return {
            "subject": self.subject,
            "client": self.client,
            "scopes": None if self.scopes is None else sorted(self.scopes),
            "roles": sorted(self.roles),
            "claims": dict(self.claims),
        }

    @classmethod
    def read(cls, raw: Mapping[str, Any]) -> Self:
        """The grant that ``raw`` has written."""
        return cls(
            subject=raw["subject"],
            client=raw["client"],
            scopes=None if raw["scopes"] is None else frozenset(raw["scopes"]),
            roles=frozenset(raw["roles"]),
            claims=raw["claims"],
        )


NOBODY = Grant(subject="")


def listed(scopes: Iterable[str]) -> str:
    """Scopes as a parameter, a claim or a challenge has them. Source: RFC 6749, 3.3."""
    return " ".join(sorted(scopes))


def unlisted(text: str) -> frozenset[str]:
    """The scopes of a list."""
    return frozenset(text.split())
