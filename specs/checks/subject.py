"""A document under check: the model, the raw text's objects beside it, and what several checks ask for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import process_time
from typing import Any

from specs import pointers
from specs.errors import SpecError
from specs.model import Document, Operation
from specs.references import references
from specs.schemas import Direction
from specs.sites import Site, sites, subschemas
from specs.validation import Validator, validator

_LONGEST_CHAIN = 32
_SEARCHES_IN_VAIN = 6
"""After how many schemas for which no value is found, and none is proven to be missing, the search ends."""
_SECONDS_FOR_SCHEMAS = 20
_SECONDS_FOR_SAMPLES = 30
"""CPU seconds since the checks began: a hostile document must not hold its reader up."""


@dataclass(frozen=True, slots=True)
class Raw:
    """A raw object.

    Attributes:
        value: it, followed; an empty mapping where there is none.
        pointer: where the value stands.
        entry: where it, or the reference to it, is listed.
    """

    value: Mapping[str, Any]
    pointer: str
    entry: str


@dataclass(frozen=True, eq=False)
class Subject:
    """A document and what is worked out from it once."""

    document: Document
    unfinished: list[str] = field(default_factory=list)
    """What could not be looked at to the end, and why."""
    _begun: float = field(default_factory=process_time)

    @property
    def old(self) -> bool:
        """Whether schemas are those before OpenAPI 3.1, where a reference stands alone. Never more than that."""
        return self.document.dialect in ("2.0", "3.0")

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """Every schema of the document in its directions."""
        return tuple(sites(self.document))

    @cached_property
    def usable(self) -> tuple[Site, ...]:
        """The schemas that compile."""
        return tuple(site for site in self.sites if isinstance(self.compiled(site), Validator))

    @cached_property
    def schemas(self) -> tuple[tuple[Mapping[str, Any], str, Site], ...]:
        """Every raw schema object once, with its pointer and the site that it belongs to."""
        found: dict[str, tuple[Mapping[str, Any], str, Site]] = {}
        for site in self.sites:
            for node, pointer in subschemas(site.schema):
                found.setdefault(pointer, (node, pointer, site))
        return tuple(found.values())

    @cached_property
    def references(self) -> tuple[tuple[str, str], ...]:
        """Every reference with the pointer of the object that makes it."""
        return tuple(references(self.document.raw))

    @cached_property
    def impossible(self) -> dict[tuple[str, Direction], bool]:
        """The schemas for which no value was found, by pointer and direction, and whether it is proven."""
        from specs import algebra
        from specs.sampling import Unsatisfiable, sample

        found: dict[tuple[str, Direction], bool] = {}
        in_vain = 0
        for site in self.usable:
            if in_vain >= _SEARCHES_IN_VAIN:
                self._not_all("a value was searched for in vain again and again")
                break
            if not self._in_time(_SECONDS_FOR_SAMPLES):
                break
            try:
                sample(site.schema, site.direction, 1)
            except Unsatisfiable:
                proven = algebra.empty(site.schema.json_schema(site.direction))
                found[site.schema.pointer, site.direction] = proven
                in_vain += not proven
        return found

    def compiled(self, site: Site) -> Validator | SpecError | None:
        """A site's validator, or the error that says why there is none, or None where there was no more time for it."""
        if not self._in_time(_SECONDS_FOR_SCHEMAS):
            return None
        try:
            return validator(site.schema, site.direction)
        except SpecError as error:
            return error

    def _in_time(self, seconds: float) -> bool:
        """Whether the checks have taken no more CPU time than this; where they have, it is noted."""
        if process_time() - self._begun < seconds:
            return True
        self._not_all("they take too long")
        return False

    def _not_all(self, reason: str) -> None:
        told = f"not every schema, example and default was looked at: {reason}"
        if told not in self.unfinished:
            self.unfinished.append(told)

    def at(self, pointer: str) -> Any:
        """The raw value at a pointer, or None."""
        try:
            return pointers.find(self.document.raw, pointer)
        except KeyError:
            return None

    def exists(self, pointer: str) -> bool:
        """Whether there is anything at a pointer."""
        return pointers.exists(self.document.raw, pointer)

    def follow(self, pointer: str) -> Raw:
        """The raw object at a pointer, or what its ``$ref`` names."""
        place = pointer
        for _ in range(_LONGEST_CHAIN):
            value = self.at(place)
            reference = value.get("$ref") if isinstance(value, dict) else None
            if not isinstance(reference, str) or not reference.startswith("#/"):
                return Raw(value if isinstance(value, dict) else {}, place, pointer)
            place = pointers.from_fragment(reference[1:])
        return Raw({}, pointer, pointer)

    def entries(self, holder: str, key: str) -> Iterator[tuple[str, Raw]]:
        """The members of a raw mapping or list that an object holds under a key, each followed."""
        home = pointers.join(holder, key)
        value = self.at(home)
        if isinstance(value, dict):
            names = [name for name in value if not name.startswith("x-")]
        else:
            names = list(map(str, range(len(value)))) if isinstance(value, list) else []
        for name in names:
            yield name, self.follow(pointers.join(home, name))

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations: those that are served, and those that the API calls."""
        return self.document.every_operation

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Every path item and every operation, by pointer, each once."""
        return tuple(dict.fromkeys(each for one in self.operations for each in (_path_item(one), one.pointer)))

    def parameters(self, operation: Operation) -> Iterator[Raw]:
        """An operation's raw parameters, its own before those of its path."""
        for holder in (operation.pointer, _path_item(operation)):
            yield from (raw for _, raw in self.entries(holder, "parameters"))


def _path_item(operation: Operation) -> str:
    return operation.pointer.rpartition("/")[0].removesuffix("/additionalOperations")
