"""References that leave the file: their targets become part of one document.

prance goes from reference to reference until no new one is found; how a reference is resolved, what may be read, and
where each target is placed, is ours (docs/adr/0003-prance.md). Nothing is inlined that has a place of its own, so
cycles over files, and names that two files share, are ordinary.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import ParseResult, quote, unquote, urldefrag

from prance.util.resolver import RefResolver

from specs import pointers
from specs.errors import SpecError
from specs.options import DEFAULT, Options
from specs.parts import OutOfReachError, Part, Parts
from specs.placing import BUNDLED, place
from specs.references import Site, resolved
from specs.source import Source

__all__ = ["BUNDLED", "Bundle", "bundle"]

_LONGEST_CHAIN = 100


@dataclass(frozen=True, slots=True, eq=False)
class Bundle:
    """One document made of several files.

    Attributes:
        raw: every reference in it starts with ``#``.
        parts: where what was taken from other files stands there, as in ``Source.parts``.
    """

    raw: dict[str, Any]
    parts: Mapping[str, tuple[Source, str]]


def bundle(raw: dict[str, Any], read: Source, options: Options = DEFAULT) -> Bundle:
    """Take the targets of all references to other files into the document.

    Args:
        raw: the parsed root document; it is changed in place.
        read: where it was read.
        options: what besides the files below the document's own folder may be reached.

    Raises:
        SpecError: a target is missing, cannot be parsed, or must not be reached.
    """
    parts = Parts(read, raw, options)
    _Walk(parts).resolve_references()
    return Bundle(raw, place(parts.root, raw))


class _Walk(RefResolver):  # type: ignore[misc]  # prance ships no types
    """prance's way through references. It sees the name of each target and the references inside, nothing else."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._targets: dict[str, tuple[Part, str]] = {}
        super().__init__({"references": self._references_in(parts.root, "")}, "file:///")

    def resolve_references(self, *, materialize: bool = False) -> None:  # noqa: ARG002 - prance's signature
        self._discover_refs(self.parsed_url, self.specs)

    def _skip_reference(self, base_url: ParseResult, ref_url: ParseResult) -> bool:  # noqa: ARG002
        return False

    def _fetch_ref_value(self, ref_url: ParseResult, obj_path: list[str]) -> Any:  # noqa: ARG002
        return self._references_in(*self._targets[unquote(ref_url.path)])

    def _references_in(self, part: Part, pointer: str) -> list[dict[str, str]]:
        """The targets of a part's references, as prance has them: each a path of one segment."""
        found: dict[str, tuple[Part, str]] = {}
        for site in part.unseen(pointer):
            target = self._target(part, site)
            if target:
                site.target = target
                found[f"/{target[0].source.uri}#{target[1]}"] = target
        self._targets |= found
        return [{"$ref": f"file:///{quote(name[1:], safe='')}"} for name in found]

    def _target(self, part: Part, site: Site) -> tuple[Part, str] | None:
        """What a reference means; None where the document's own reference can stay as it is."""
        at_home = part is self._parts.root
        try:
            start = self._named(part, site)
            target, direct = self._followed(start)
        except KeyError as error:
            if site.key != "$ref" or (at_home and site.reference.startswith("#")):
                return None  # a slip like any other
            hint = "add the missing part or correct the $ref"
            raise _error(part, site, f"has no target: there is no {error.args[0]!r}", hint) from error
        except OutOfReachError as error:
            if site.key != "$ref":
                return None  # a name that looked like a reference
            raise _error(part, site, str(error), error.hint) from error
        stays = at_home and direct and start == (part, unquote(site.reference[1:]))
        return None if stays else target

    def _followed(self, start: tuple[Part, str]) -> tuple[tuple[Part, str], bool]:
        """What is meant by a place, references on the way to it followed; whether there were none."""
        place, direct, passed = start, True, set[tuple[int, str]]()
        for _ in range(_LONGEST_CHAIN):
            bend = _bend(*place)
            if bend is None:
                return place, direct
            through, rest = bend
            if (id(through), rest) in passed:
                break
            passed.add((id(through), rest))
            direct = direct and not rest
            file, pointer = self._named(place[0], through)
            place = file, pointer + rest
        return start, True  # it leads back to itself

    def _named(self, part: Part, site: Site) -> tuple[Part, str]:
        """The file and the pointer that a reference spells.

        Raises:
            KeyError: no schema has the anchor.
            OutOfReachError: the file must not or cannot be read.
        """
        reference = site.reference
        try:
            uri, fragment = urldefrag(resolved(site.base, reference))
        except ValueError as error:
            raise OutOfReachError(f"cannot be followed: {error}", "correct the $ref") from error
        file, start = (part, "") if uri in ("", part.source.uri) else self._parts.find(uri)
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            return file, file.survey.anchors[f"{uri}#{fragment}"]
        if start and reference.startswith("#") and not pointers.exists(file.data, start + fragment):
            start = ""  # meant for the whole file, as most who write $id mean it
        return file, start + fragment


def _bend(part: Part, pointer: str) -> tuple[Site, str] | None:
    """The first reference on the way to a pointer, or in place of its value, and what of the pointer is left there.

    Raises:
        KeyError: the pointer names nothing.
    """
    value, at = part.data, ""
    for token in pointers.tokens(pointer):
        site = part.survey.at.get(at)
        if site is not None and not (isinstance(value, dict) and token in value):
            return site, pointer[len(at) :]
        value = pointers.find(value, pointers.join("", token))
        at = pointers.join(at, token)
    site = part.survey.at.get(at)
    return (site, "") if site is not None and len(site.holder) == 1 else None


def _error(part: Part, site: Site, problem: str, hint: str) -> SpecError:
    return SpecError(
        f"reference {site.reference!r} {problem}",
        source=part.source.label,
        line=part.source.line(site.pointer),
        pointer=site.pointer,
        hint=hint,
    )
