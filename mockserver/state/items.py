"""Making and changing items so that they stay what the document says they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import Any

from mockserver.response.fitting import declared_part, fit
from mockserver.state.json_patch import PatchError
from mockserver.state.lists.fields import Fields
from specs import shapes
from specs.inference.envelopes import nested, reached
from specs.inference.shape import BodyShape, item_schema, origin_of
from specs.sampling import Unsatisfiable, completed, sample_json
from specs.scalars import whole
from specs.schemas import JsonSchema
from specs.validation import Validator
from specs.validators import Misfit, SchemaError

_SELF = (("_links", "self"), ("links", "self"), ("self",), ("selfLink",), ("@odata.id",), ("href",))


class Template:
    """What the items of one kind look like.

    Args:
        shape: the body that tells most of one item; None where no body does, so that anything goes.
        dynamic: whether they are made up although the document has examples of them.

    Attributes:
        pointer: of the body's schema; empty where there is none.
        schema: of an item, self-contained.
    """

    def __init__(self, shape: BodyShape | None, *, dynamic: bool) -> None:
        self.pointer = shape.pointer if shape else ""
        self.schema: JsonSchema = item_schema(shape) if shape else {"type": "object"}
        self._compiled = Validator(self.schema, self.pointer)
        self._free, self._shape = shape is None, shape
        self._dynamic = dynamic
        given = () if dynamic else (shape.examples if shape else ()) or shapes.examples(self.schema, self.schema)
        self._examples = [each for each in given if isinstance(each, dict) and self._compiled.accepts(each)]
        self._required = shapes.required(self.schema, self.schema)
        self._slim: dict[tuple[int, frozenset[str]], dict[str, Any]] = {}
        self._left: dict[frozenset[str], tuple[frozenset[str], frozenset[str]]] = {}

    @cached_property
    def properties(self) -> Mapping[str, Any]:
        """Declared properties and their schemas."""
        return shapes.properties(self.schema, self.schema)

    @cached_property
    def fields(self) -> Fields | None:
        """The properties that lists can be asked by; None where anything goes."""
        if self._free:
            return None
        inner = {name: shapes.properties(schema, self.schema) for name, schema in self.properties.items()}
        return Fields(self.properties, inner)

    @cached_property
    def _whole_members(self) -> tuple[str, ...]:
        """Members that a change is merged into one deeper. Source: JSON:API 1.1, Updating a Resource's Attributes."""
        names = ("attributes", "relationships")
        return tuple(name for name in names if {name, "type", "id", "attributes"} <= self.properties.keys())

    @cached_property
    def _own_address(self) -> tuple[str, ...]:
        """Where an item tells its own address: ``_links.self.href`` and the like; empty where it does not."""
        for path in _SELF:
            schema: Any = self.schema
            for name in path:
                schema = shapes.properties(schema, self.schema).get(name)
            if schema is not None:
                inner = shapes.properties(schema, self.schema)
                return (*path, "href") if "href" in inner else path
        return ()

    def addressed(self, values: dict[str, Any], sent: Any, addresses: Iterable[str]) -> dict[str, Any]:
        """An item that tells the first of some addresses that it can as its own, unless it was sent with another."""
        path = self._own_address
        if path and reached(values, path[:1]) is not None and reached(sent, path[:1]) is None:
            for each in addresses:
                told: dict[str, Any] = nested(path, each, values)
                if self._compiled.accepts(told):
                    return told
        return values

    def referring(self, values: dict[str, Any], name: str, inner: str, ids: Sequence[Any], seed: str) -> dict[str, Any]:
        """An item of which a member tells some of the ids of other items, as far as it can.

        Args:
            values: the item.
            name: of the member.
            inner: what tells the id where the member is an object; empty where it is an id, or a list of them.
            ids: of the others.
            seed: for which of them.
        """
        told = values[name]
        if not ids or told in ids or told is None or (inner and not isinstance(told, dict)):
            return values
        chosen = Random(f"{seed}/{name}/{values}").sample(ids, len(ids))  # noqa: S311 - repeatable, not secret
        value = chosen[: len(told)] if isinstance(told, list) else {**told, inner: chosen[0]} if inner else chosen[0]
        changed = {**values, name: value}
        return changed if self._free or self._compiled.accepts(changed) else values

    def lost(self, sent: Any, values: Mapping[str, Any]) -> tuple[str, ...]:
        """The members of a request's body that an item was to have, but has not."""
        if isinstance(sent, dict) and all(values.get(name) == value for name, value in sent.items()):
            return ()
        seen = self._seen(sent)
        return tuple(name for name, value in seen.items() if value is not None and values.get(name) != value)

    def shown(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """What answers can say of an item that is given as a whole."""
        return self._seen(value)

    def misfits(self, values: Mapping[str, Any]) -> Iterator[Misfit]:
        """What this release does not let be said of an item that another has remembered."""
        told = declared_part(values, self._compiled)
        return iter(()) if self._free or self._compiled.accepts(told) else self._compiled.misfits(told)

    def slimmed(self, values: Mapping[str, Any], misfits: Iterable[str | int], seed: str) -> dict[str, Any]:
        """An item without members that do not fit; what it has to have is made up."""
        wrong = set(misfits)
        told = {name: value for name, value in declared_part(values, self._compiled).items() if name not in wrong}
        if self._compiled.accepts(told):
            return told
        typical = self._typical(seed) or {}
        needed = {name: value for name, value in typical.items() if name in self._required - told.keys()}
        return (
            told | needed if self._compiled.accepts(told | needed) else dict(fit(self._compiled, told, lambda: typical))
        )

    def origin(self, at: Sequence[str | int]) -> str:
        """Where in the document a part of its schema stands; ``at`` as ``Misfit`` has it."""
        return origin_of(self._shape, at) if self._shape else ""

    def mistakes(self, values: Mapping[str, Any]) -> Iterator[SchemaError]:
        """What an item has that the document does not allow."""
        return self._compiled.errors(values)

    def made(self, fixed: Mapping[str, Any], sent: Any, writable: frozenset[str], seed: str) -> dict[str, Any]:
        """A new item: what was sent, what is known, and the rest as a server would fill it in.

        Args:
            fixed: members that are known, such as the id.
            sent: the request's body.
            writable: names a client may send; what it left out stays out unless an item must have it.
            seed: for what the server fills in.
        """
        return self._fitted({**self._seen(sent), **fixed}, writable, seed)

    def replaced(
        self, values: Mapping[str, Any], sent: Any, writable: frozenset[str], fixed: Mapping[str, Any], seed: str
    ) -> dict[str, Any]:
        """An item of which a client has replaced all that it may write."""
        kept = {name: value for name, value in values.items() if name not in writable}
        return self._fitted({**kept, **self._seen(sent), **fixed}, writable, seed, complete=False)

    def merged(
        self, values: Mapping[str, Any], sent: Any, fixed: Mapping[str, Any], seed: str, *, patch: bool
    ) -> dict[str, Any]:
        """An item of which a client has changed some members.

        Args:
            values: the item as it was.
            sent: the request's body.
            fixed: members that stay what they are.
            seed: for what has to be filled in.
            patch: the body is a JSON Merge Patch: null takes a member away, at every depth. In any other body it does
                so only where the member cannot be null.
        """
        seen = self._seen(sent)
        if patch:
            return self._fitted({**_patched(values, seen), **fixed}, frozenset(), seed, complete=False)
        if self._whole_members:
            seen |= {name: {**values[name], **seen[name]} for name in self._whole_members if _both(values, seen, name)}
        gone = {name for name, value in seen.items() if value is None and not self._may_be_null(name, values)}
        wanted = {name: value for name, value in {**values, **seen, **fixed}.items() if name not in gone}
        return self._fitted(wanted, frozenset(), seed, complete=False)

    def patched(self, values: Mapping[str, Any], wanted: Any, fixed: Mapping[str, Any]) -> dict[str, Any]:
        """An item that has become what a client says of all its members.

        Args:
            values: the item as it was.
            wanted: what it is to be.
            fixed: members that stay what they are.

        Raises:
            PatchError: an item cannot be so.
        """
        made = {**self._seen(wanted), **fixed}
        if not isinstance(wanted, dict) or (self._compiled.accepts(dict(values)) and not self._compiled.accepts(made)):
            raise PatchError("What the patch makes of it is not as the document says.")
        return made

    def _may_be_null(self, name: str, values: Mapping[str, Any]) -> bool:
        return self._compiled.accepts({**values, name: None})

    def _seen(self, sent: Any) -> dict[str, Any]:
        """What of a request's body a response may say again."""
        if not isinstance(sent, dict):
            return {}
        seen = dict(sent) if self._free else declared_part(sent, self._compiled)
        return {name: whole(value) for name, value in seen.items()}

    def _fitted(
        self, wanted: Mapping[str, Any], writable: frozenset[str], seed: str, *, complete: bool = True
    ) -> dict[str, Any]:
        optional, needed = self._left_to_server(writable)
        enough = not complete or needed <= wanted.keys()
        if self._free or (enough and self._compiled.accepts(dict(wanted))):
            return dict(wanted)
        if complete and not self._examples:
            made = completed(self._compiled, wanted, optional, seed, varied=self._dynamic)
            if made is not None:
                return made
        sampled = self._typical(seed)
        if not isinstance(sampled, dict):
            return dict(wanted)
        base = self._without(sampled, optional)
        full = {**(base if complete else {}), **wanted}
        fitted = full if self._compiled.accepts(full) else fit(self._compiled, wanted, lambda: base)
        return fitted if isinstance(fitted, dict) else dict(wanted)

    def _without(self, sampled: dict[str, Any], optional: frozenset[str]) -> dict[str, Any]:
        """A typical item without what it may be without, where that is still an item; of an example made once."""
        key = (id(sampled), optional)
        known = self._slim.get(key)
        if known is not None:
            return known
        slim = {name: value for name, value in sampled.items() if name not in optional}
        base = slim if self._compiled.accepts(slim) else sampled
        if self._examples:
            self._slim[key] = base
        return base

    def _left_to_server(self, writable: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Of what a client may write that which an item may be without; and all that a server sees to otherwise."""
        known = self._left.get(writable)
        if known is None:
            optional = writable - self._required
            known = self._left[writable] = optional, frozenset(self.properties) - optional
        return known

    def _typical(self, seed: str) -> Any:
        if len(self._examples) == 1:
            return self._examples[0]
        if self._examples:
            return Random(seed).choice(self._examples)  # noqa: S311 - repeatable, not secret
        try:
            return sample_json(self._compiled, seed, pointer=self.pointer, varied=self._dynamic)
        except Unsatisfiable:
            return None  # who shows an item cannot answer; who makes or lists them may


def _both(values: Mapping[str, Any], seen: Mapping[str, Any], name: str) -> bool:
    return isinstance(values.get(name), dict) and isinstance(seen.get(name), dict)


def _patched(value: Any, patch: Any) -> Any:
    """Source: RFC 7396, 2."""
    if not isinstance(patch, Mapping):
        return patch
    kept = dict(value) if isinstance(value, Mapping) else {}
    for name, change in patch.items():
        if change is None:
            kept.pop(name, None)
        else:
            kept[name] = _patched(kept.get(name), change)
    return kept
