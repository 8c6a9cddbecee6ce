"""How a document is to be loaded: what it may reach, what is laid over it, how strictly it is taken."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user allows a document and asks of it.

    Attributes:
        overlays: names of OpenAPI Overlay documents, applied in order before anything is read from the document.
        strict: a slip that the document could be used in spite of is an error.
        ref_roots: folders, besides the document's own, whose files its references may reach.
        locale: whose names and addresses samples are to have, ``de_DE``; in place of what the document says of itself.
        usual_locale: the same, for a document that says nothing of it.
        ref_hosts: hosts (``name`` or ``name:port``) that its references may be fetched from; nothing else is.
    """

    overlays: tuple[str, ...] = ()
    strict: bool = False
    ref_roots: tuple[Path, ...] = ()
    ref_hosts: tuple[str, ...] = ()
    locale: str | None = None
    usual_locale: str | None = None


DEFAULT = Options()
"""Nothing beyond the document's folder, nothing laid over it, slips forgiven."""
