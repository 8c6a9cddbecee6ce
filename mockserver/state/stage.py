"""Stage 6: what a request finds and what it changes. Everything follows from the roles of the operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Any

from mockserver.outcome import NOTHING_KNOWN, Outcome
from mockserver.response.choosing import instead
from mockserver.response.problems import Refusal
from mockserver.state.acts import Acts
from mockserver.state.beginnings import Beginnings
from mockserver.state.call import Call
from mockserver.state.changes import kept, told
from mockserver.state.doings import Doings
from mockserver.state.jobs import Jobs
from mockserver.state.json_patch import PatchError
from mockserver.state.lists.fields import Fields
from mockserver.state.lists.listing import listing
from mockserver.state.lists.names import names
from mockserver.state.lists.paging import Paging
from mockserver.state.population import Parents, Population
from mockserver.state.prepared import Prepared, prepared
from mockserver.state.projecting import Projecting
from mockserver.state.references import linked
from mockserver.state.said import Said, by_operation
from mockserver.state.several import Several, answer
from mockserver.state.singles import Singles
from mockserver.state.snapshots import Snapshot
from mockserver.state.store import Item, Store
from mockserver.state.tags import Tags
from mockserver.state.templates import Shelves
from mockserver.turn import Turn
from mockserver.varied import varied
from specs.inference.kinds import Kind
from specs.inference.resources import Resource
from specs.inference.roles import Roles
from specs.model import Document, Location, Operation

if TYPE_CHECKING:
    from mockserver.request.routing import Router
    from mockserver.state.seeds.planting import Planted
    from mockserver.state.seeds.reading import SeedFile

_MAKING = (Kind.CREATE, Kind.UPSERT)
_MISSING = Refusal(statuses=(404, 410), kind="unknown-resource", detail="There is nothing under this address.")


class State:
    """What the mock remembers of one document.

    Args:
        document: resources are inferred from it.
        store: where it is kept.
        items: how many items each collection holds when a subject first looks at it.
        known: from a subject, what objects under a fixed path should say of it, by property name.
        clock: the time in seconds since 1970.
        dynamic: whether items are made up although the document has examples of them.
        said: what a person says that operations do.

    Attributes:
        roles: what its operations do.
        store: where it is kept.
        shelves: what the items look like, for other releases that remember the same.
        planted: what has become of the files of items; None where there were none.
    """

    def __init__(
        self,
        document: Document,
        store: Store,
        items: int,
        known: Callable[[str], Mapping[str, Any]],
        clock: Callable[[], float],
        *,
        dynamic: bool,
        said: Sequence[Said] = (),
    ) -> None:
        self._document, self.roles = document, Roles(document, by_operation(said, document))
        self.store, self._clock = store, clock
        self._population = Population(items, store, partial(linked, roles=self.roles), dynamic=dynamic)
        self.shelves = Shelves(document, self.roles, self._population.templates)
        self._singles = Singles(document, self.roles, self._population, known)
        self._jobs = Jobs(Beginnings(document, self.roles), self._population, clock)
        self._acts = Acts(self._population, Doings(document), clock)
        self._prepared: dict[str, Prepared] = {}
        self._tags = Tags(document)
        self._pagings: dict[str, Paging] = {}
        self.planted: Planted | None = None

    def plant(self, files: Sequence[SeedFile], router: Router, bases: Sequence[str]) -> None:
        """Have the items of some files be there from the beginning, as far as the document has a place for them."""
        from mockserver.state.seeds.planting import Planting

        self.planted = Planting(self._document, bases, self.roles, router, self._population).of(files)
        self._population.planted, self._singles.planted = self.planted.items, self.planted.singles

    def apart(self, store: Store, clock: Callable[[], float]) -> State:
        """The same of what a session remembers; what has been worked out of the document is shared."""
        items = self._population.apart(store)
        singles, jobs, acts = self._singles.apart(items), self._jobs.apart(items, clock), self._acts.apart(items, clock)
        return varied(self, store=store, _clock=clock, _population=items, _singles=singles, _jobs=jobs, _acts=acts)

    def beside(self, others: Mapping[str, State]) -> None:
        """Tell what other releases remember, by their names, as far as this one can."""
        self._population.projecting = Projecting({name: each.shelves.find for name, each in others.items()})

    def forget(self) -> None:
        """Remember nothing."""
        self.store.clear()

    def snapshot(self) -> Snapshot:
        """All that is remembered."""
        return self.store.snapshot()

    def restore(self, earlier: Snapshot) -> None:
        """Remember this, and nothing else."""
        self.store.restore(earlier)

    def succeed(self, earlier: State) -> None:
        """Go on with what is remembered of an earlier state of the document."""
        self.store = self._population.store = earlier.store

    def transaction(self) -> AbstractContextManager[object]:
        """What is done within it is kept as a whole, or not at all."""
        return self.store.transaction()

    def apply(self, turn: Turn) -> Refusal | None:
        """Find or change what a valid request speaks of, unless a stage before knows already what to say."""
        if turn.outcome is not NOTHING_KNOWN:
            return None
        with self.transaction():
            outcome = self._apply(turn)
            if isinstance(outcome, Refusal):
                return outcome
            if self._population.projecting is not None:
                self._population.projecting.tell(turn, outcome)
        unchanged = self._tags.on(turn, outcome)
        if unchanged is not None:
            return unchanged
        turn.outcome = outcome
        if outcome.status is not None and turn.preferences.code is None:
            instead(turn, outcome.status)
        return None

    def _apply(self, turn: Turn) -> Outcome | Refusal:
        ready = self._ready(turn.operation)
        call = Call(
            operation=turn.operation,
            role=ready.role,
            subject=turn.subject,
            now=self._clock(),
            reading=turn.reading,
            request=turn.request,
            base=turn.match.base,
            seed=turn.seed,
            sending=ready.sending,
            sent=ready.sending.place.find(turn.reading.body),
        )
        self._acts.restore(call)
        parents = self._parents(call)
        if isinstance(parents, Refusal):
            return parents
        try:
            for guard in ready.guards:
                refused = guard(call, self._population, parents)
                if refused is not None:
                    return refused
            calls = ready.several.calls(call) if ready.several else None
            if ready.several is None or calls is None:
                return self._done(call, parents)
            return self._each(ready.several, calls, call, parents)
        except PatchError as error:
            return Refusal(statuses=error.statuses, kind="patch-failed", detail=str(error))

    def _ready(self, operation: Operation) -> Prepared:
        known = self._prepared.get(operation.key)
        if known is None:
            known = self._prepared[operation.key] = prepared(operation, self.roles)
        return known

    def _done(self, call: Call, parents: Parents) -> Outcome | Refusal:
        """What comes of a call to one item."""
        outcome = _BEHAVIOUR[call.role.kind](self, call, parents)
        return self._jobs.begin(call, outcome) if isinstance(outcome, Outcome) else outcome

    def _each(self, several: Several, calls: Sequence[Call], call: Call, parents: Parents) -> Outcome | Refusal:
        """What comes of several: nothing at all, if one of the items to be changed is not there."""
        for each in calls:
            missing = None if several.kind in _MAKING else self._named(each, parents)
            if isinstance(missing, Refusal):
                return missing
        found = [self._done(each, parents) for each in calls]
        outcomes = [each for each in found if isinstance(each, Outcome)]
        if several.all:
            self._population.keep_only(call, several.resource, parents, [each.members or {} for each in outcomes])
        return answer(call, outcomes)

    def _parents(self, call: Call) -> Parents | Refusal:
        """The ids of the items that the path goes through, each of which must exist."""
        found: Parents = {}
        for resource, parameter in call.role.parents:
            item = self._population.above(call, resource, call.path_values.get(parameter, ""), found)
            if item is None:
                return _MISSING
            found[resource.shelf] = item.id
        return found

    def _list(self, call: Call, parents: Parents) -> Outcome:
        resource = _resource(call)
        items = self._population.all(call, resource, parents) + self._acts.deleted(call, resource, parents)
        query = call.reading.parameters.get(Location.QUERY, {})
        asked = {**call.reading.body, **query} if isinstance(call.reading.body, dict) else query
        page = listing(self._paging(call.operation), asked, call.request, items, self._fields(call, items))
        partial = page.ranged and len(page.entries) < len(items) and call.documents(206)
        return Outcome(
            entries=page.entries,
            names=names(call, resource, items, page.entries),
            total=page.total,
            page=page.facts,
            headers=page.headers,
            status=206 if partial else None,
        )

    def _paging(self, operation: Operation) -> Paging:
        if operation.key not in self._pagings:
            self._pagings[operation.key] = Paging(operation)
        return self._pagings[operation.key]

    def _fields(self, call: Call, items: Sequence[Item]) -> Fields:
        template = self._population.templates.of(_resource(call))
        return template.fields or Fields({name for item in items for name in item.values}, {})

    def _create(self, call: Call, parents: Parents) -> Outcome:
        resource, sent = _resource(call), call.sent
        named = call.named(resource)
        if call.role.kind is Kind.UPSERT or resource.addressed(call.operation):
            known = self._population.there(call, resource, named, parents) if named is not None else None
            if known is not None:
                return kept(call, self._population, resource, known)
        elif not (isinstance(sent, dict) and resource.id_property in sent):
            named = None
        item, value = self._population.create(call, resource, parents, named)
        location = call.address(resource, value)
        # the id as the path has it, though what is read later may have another kind for it
        members = item.telling(resource.id_property, value)
        return told(call, self._population.templates.of(resource), members, item.changed, location)

    def _read(self, call: Call, parents: Parents) -> Outcome | Refusal:
        item = self._named(call, parents)
        if not isinstance(item, Item):
            return item
        item = self._jobs.read(call, _resource(call), item)
        return Outcome(members=item.values, changed=item.changed)

    def _change(self, call: Call, parents: Parents) -> Outcome | Refusal:
        item = self._named(call, parents)
        return kept(call, self._population, _resource(call), item) if isinstance(item, Item) else item

    def _delete(self, call: Call, parents: Parents) -> Outcome | Refusal:
        item = self._named(call, parents)
        if not isinstance(item, Item):
            return item
        return self._acts.delete(call, _resource(call), item)

    def _named(self, call: Call, parents: Parents) -> Item | Outcome | Refusal:
        """The item that a request names; nothing is known where it names none."""
        value = call.named(_resource(call))
        if value is None:
            return NOTHING_KNOWN
        return self._population.find(call, _resource(call), value, parents) or _MISSING

    def _singleton(self, call: Call, parents: Parents) -> Outcome | Refusal:
        return self._singles.apply(call, parents)

    def _action(self, call: Call, parents: Parents) -> Outcome:
        return self._acts.act(call, parents)


def _resource(call: Call) -> Resource:
    if call.role.resource is None:  # a role has one to every kind that asks for it
        raise LookupError(call.operation.key)
    return call.role.resource


_Behaviour = Callable[[State, Call, Parents], Outcome | Refusal]
_BEHAVIOUR: dict[Kind, _Behaviour] = {
    Kind.LIST: State._list,  # noqa: SLF001 - the table is part of the class
    Kind.SEARCH: State._list,  # noqa: SLF001
    Kind.CREATE: State._create,  # noqa: SLF001
    Kind.UPSERT: State._create,  # noqa: SLF001
    Kind.READ: State._read,  # noqa: SLF001
    Kind.REPLACE: State._change,  # noqa: SLF001
    Kind.PATCH: State._change,  # noqa: SLF001
    Kind.DELETE: State._delete,  # noqa: SLF001
    Kind.SINGLETON: State._singleton,  # noqa: SLF001
    Kind.ACTION: State._action,  # noqa: SLF001
}
