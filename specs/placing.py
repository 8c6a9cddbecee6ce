"""Where in one document the parts of other files go: to their kind's home, by the name that they had."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote, urlsplit

from specs import kinds, pointers
from specs.parts import Part
from specs.references import Site
from specs.source import Source

BUNDLED = "x-bundled"
"""The member of the root that holds what has no other home."""

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
"""What the name of a component cannot have. Source: OAS 3.0.3, Components Object."""
_SECTIONS = re.compile(r"^/(?:components/[^/]+|definitions|\$defs|parameters|responses)(?=/)")


@dataclass(frozen=True, slots=True, eq=False)
class _Region:
    """A part of a file that is placed as a whole; ``home`` is its pointer in the document."""

    part: Part
    start: str
    home: str
    kind: str
    value: Any

    def here(self, pointer: str) -> str:
        """The pointer in the document of what stands at a pointer of the file."""
        return self.home + pointer[len(self.start) :]


def place(root: Part, raw: dict[str, Any]) -> dict[str, tuple[Source, str]]:
    """Put the targets of references into the document and let the references lead there.

    Args:
        root: the document's own file, the targets of all references known.
        raw: its data, which is changed.

    Returns:
        The places of what came from other files, as in ``Source.parts``.
    """
    work = _Placing(root, raw)
    work.find_homes()
    work.rewrite()
    return {region.home: (region.part.source, region.start) for region in work.regions if region.part is not root}


class _Placing:
    def __init__(self, root: Part, raw: dict[str, Any]) -> None:
        self.root, self.raw = root, raw
        self.homes = kinds.homes(raw)
        self.regions: list[_Region] = []
        self.placed: dict[tuple[int, str], _Region] = {}
        self.slots: dict[int, _Region] = {}
        self.outer = _outermost(root)
        self.filled: set[str] = set()
        self.taken: dict[str, set[str]] = {}

    def find_homes(self) -> None:
        """Every part its place: where it alone is referred to if it can stand there, else among those of its kind."""
        waiting = deque([self.keep(self.root, "", "", "document")])
        later: list[Site] = []
        while waiting or later:
            if not waiting:
                region = self.rest(later.pop())
                waiting.extend([region] if region else [])
                continue
            region = waiting.popleft()
            for site in sorted(region.part.sites(region.start), key=self.is_no_entry):
                found = self.home_of(region, site, later)
                waiting.extend([found] if found else [])

    def is_no_entry(self, site: Site) -> bool:
        """Entries of the document's own components go first: they give their names to what they refer to."""
        return site.pointer.rpartition("/")[0] not in self.homes.values()

    def home_of(self, region: _Region, site: Site, later: list[Site]) -> _Region | None:
        """The region that a reference leads to, where it was not known before."""
        if not self.leads_out(site):
            return None
        part, pointer = self.region_of(site)
        if (id(part), pointer) in self.placed:
            return None
        if pointer != site.target[1]:  # type: ignore[index]  # it leads out
            later.append(site)
            return None
        kind = "schema" if site.key != "$ref" else kinds.at(region.kind, site.pointer[len(region.start) :])
        if self.takes_place(region, site, kind):
            found = self.keep(part, pointer, region.here(site.pointer), kind)
            self.slots[id(site)] = found
            self.filled.add(found.home)
            return found
        return self.keep(part, pointer, self.home(part, pointer, kind), kind)

    def rest(self, site: Site) -> _Region | None:
        """A region to which nothing but references to its inside lead."""
        part, pointer = self.region_of(site)
        if (id(part), pointer) in self.placed:
            return None
        return self.keep(part, pointer, self.home(part, pointer, ""), "")

    def keep(self, part: Part, start: str, home: str, kind: str) -> _Region:
        region = _Region(part, start, home, kind, _value((part, start)))
        self.regions.append(region)
        self.placed[id(region.part), region.start] = region
        return region

    def takes_place(self, region: _Region, site: Site, kind: str) -> bool:
        """Whether a target stands best where the reference is: as an entry by that name, or where none may stand."""
        if not site.is_alone:
            return False
        holder = region.here(site.pointer).rpartition("/")[0]
        return kind not in self.homes or kind == "pathItem" or holder == self.homes[kind]

    def leads_out(self, site: Site) -> bool:
        """Whether a reference leads to an object of another file."""
        target = site.target
        return target is not None and target[0] is not self.root and not _is_scalar(_value(target))

    def region_of(self, site: Site) -> tuple[Part, str]:
        """The part that its target is placed with."""
        part, pointer = site.target  # type: ignore[misc]  # it leads out
        known = self.outer[id(part)]
        return part, next(start for start in _upwards(pointer) if start in known)

    def home(self, part: Part, pointer: str, kind: str) -> str:
        """A free place for a part."""
        section = self.homes.get(kind)
        if section and self.is_open(section):
            taken = self.names(section)
            for name in _names(part, pointer):
                if name and name not in taken:
                    taken.add(name)
                    return pointers.join(section, name)
        return pointers.join("", BUNDLED, self.key(part, pointer))

    def is_open(self, section: str) -> bool:
        """Whether the document has, or may be given, a mapping at a pointer."""
        value: Any = self.raw
        for token in pointers.tokens(section):
            value = value.get(token, {})
            if not isinstance(value, dict) or "$ref" in value:
                return False
        return True

    def names(self, section: str) -> set[str]:
        if section not in self.taken:
            value: Any = self.raw
            for token in pointers.tokens(section):
                value = value.get(token, {})
            self.taken[section] = set(value)
        return self.taken[section]

    def key(self, part: Part, pointer: str) -> str:
        """What a part without another home is called: by its file and its pointer there."""
        folder = self.root.source.uri.rpartition("/")[0] + "/"
        file = unquote(part.source.uri.removeprefix(folder))
        return f"{file}#{pointer}" if pointer else file

    def rewrite(self) -> None:
        """Move every part home, and let every reference lead there."""
        if len(self.regions) > 1:
            for holder in self.root.survey.named:
                holder.pop("$id", None)
        for part in {id(region.part): region.part for region in self.regions}.values():
            for holder in part.survey.named if part is not self.root else ():
                holder.pop("$id", None)  # references are relative to the document now
                holder.pop("$anchor", None)
        for region in self.regions:
            for site in region.part.sites(region.start):
                if site.target is not None:
                    self.turn(site, *site.target)
        for region in self.regions[1:]:
            if region.home not in self.filled:
                self.move(region)

    def turn(self, site: Site, part: Part, pointer: str) -> None:
        value = _value((part, pointer))
        if id(site) in self.slots or (_is_scalar(value) and part is not self.root):
            if site.key == "$ref" and site.parent is not None:
                site.parent[site.name] = value
        else:
            at = pointer if part is self.root else self.placed[self.known(part, pointer)].here(pointer)
            site.holder[site.key] = pointers.to_fragment(at)

    def known(self, part: Part, pointer: str) -> tuple[int, str]:
        return next(key for start in _upwards(pointer) if (key := (id(part), start)) in self.placed)

    def move(self, region: _Region) -> None:
        """Put a part where the references to it lead, unless it stands there already."""
        *path, name = pointers.tokens(region.home)
        holder = self.raw
        for token in path:
            holder = holder.setdefault(token, {})
        holder[name] = region.value


def _outermost(root: Part) -> dict[int, set[str]]:
    """By file, the pointers of the targets that lie in no other target."""
    wanted: dict[int, set[str]] = {}
    waiting, seen = [root], {id(root)}
    while waiting:
        for site in waiting.pop().survey.sites:
            if site.target is not None:
                part, pointer = site.target
                wanted.setdefault(id(part), set()).add(pointer)
                if id(part) not in seen:
                    seen.add(id(part))
                    waiting.append(part)
    return {part: set(_outer(known)) for part, known in wanted.items()}


def _outer(known: set[str]) -> Iterator[str]:
    for pointer in known:
        above = _upwards(pointer)
        next(above)
        if not any(start in known for start in above):
            yield pointer


def _upwards(pointer: str) -> Iterator[str]:
    """A pointer, then those above it to the root's."""
    yield pointer
    while pointer:
        pointer = pointer.rpartition("/")[0]
        yield pointer


def _value(target: tuple[Part, str]) -> Any:
    return pointers.find(target[0].data, target[1])


def _is_scalar(value: Any) -> bool:
    return not isinstance(value, dict | list)


def _names(part: Part, pointer: str) -> Iterable[str]:
    """Names for a component, the best first: its own, with its file's, with its whole pointer."""
    stem = _UNFIT.sub("_", PurePosixPath(unquote(urlsplit(part.source.uri).path)).stem)
    own = _UNFIT.sub("_", "_".join(pointers.tokens(_SECTIONS.sub("", pointer)))).strip("_")
    folder = _UNFIT.sub("_", PurePosixPath(unquote(urlsplit(part.source.uri).path)).parent.name)
    if not own:
        return stem, f"{folder}_{stem}"
    return own, f"{stem}_{own}", f"{folder}_{stem}_{own}"
