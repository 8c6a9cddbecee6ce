"""What a user adds to running mocks, and takes away again: of all mocks of a host at once, by name."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from mockserver.errors import MockError
from specs import selectors
from specs.model import Document, Operation

_COUNTS = frozenset({"calls", "hits"})
_OVERHEAD, _EACH = 1024, 64
"""Bytes that one takes beside what was written, about, and for each operation."""


class Named(Protocol):
    """What is kept."""

    @property
    def name(self) -> str:
        """Tells it from others."""

    @property
    def targets(self) -> tuple[str, ...]:
        """The operations that it is of."""

    @property
    def place(self) -> Callable[[str], str]:
        """``file:line`` of a pointer into what was written."""


V = TypeVar("V", bound=Named)
W_contra = TypeVar("W_contra", bound=Named, contravariant=True)


class Store(Protocol[W_contra]):
    """Where one mock keeps them."""

    def add(self, value: W_contra) -> bool:
        """Keep one; whether the mock's document has such an operation."""

    def remove(self, name: str) -> bool:
        """Forget one; whether it was there."""

    def listed(self) -> list[dict[str, Any]]:
        """All of them as JSON."""


class SwitchStore(Store[W_contra], Protocol[W_contra]):
    """One whose things can be switched on and off."""

    def enable(self, name: str, on: bool) -> bool:
        """Switch one; whether it was there."""


class Added:
    """Something that was added: a context manager that takes it away at its end.

    Attributes:
        name: tells it from others.
    """

    def __init__(self, name: str, remove: Callable[[str], bool]) -> None:
        self.name, self._remove = name, remove

    def remove(self) -> bool:
        """Take it away; whether it was there."""
        return self._remove(self.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()


class Register(Generic[V]):
    """What is kept in the stores of several mocks.

    Args:
        kind: what one is called; begins the names of those that have none.
        read: from what was written, a name for it where it has none, and the places of its parts.
        documents: those of the mocks.
        stores: of the mocks, in the same order.
        wrong: how one would break an operation, a line each.
        room: bytes that those may take that are added, about; None for no limit.
        changing: whatever changes one is done within it.

    Attributes:
        lock: held while one is added or taken away, and by whoever puts other mocks in place.
    """

    def __init__(
        self,
        kind: str,
        read: Callable[[Mapping[str, Any], str, Callable[[str], str]], V],
        documents: Sequence[Document],
        stores: Sequence[Store[V]],
        wrong: Callable[[V, Operation], Iterable[str]] = lambda _, __: (),
        room: int | None = None,
        changing: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self._changing = changing
        self._kind, self._read, self._documents, self._stores = kind, read, documents, stores
        self._wrong, self._room = wrong, room
        self._sizes: dict[str, int] = {}
        self.lock = threading.RLock()
        self._numbers = itertools.count(1)

    def serve(self, documents: Sequence[Document], stores: Sequence[Store[V]]) -> None:
        """Go on with other mocks; what was added to the earlier ones they have taken over."""
        self._documents, self._stores = documents, stores

    def add(self, raw: Mapping[str, Any]) -> Added:
        """Add one, before all others; in place of one that has the same name.

        Args:
            raw: as in the configuration file.

        Raises:
            MockError: it cannot be read, no document has such an operation, it would break one, or there is no room
                for it; nothing has changed.
        """
        with self._changing(), self.lock:
            value = self._read(raw, self._free(), self._place)
            self.demand_known((value,))
            self._demand_harmless(value)
            self._take(value, raw)
            for store in self._stores:
                store.add(value)
        return Added(value.name, self.remove)

    def _free(self) -> str:
        """A name that none has, whichever process has added them."""
        names = {each["name"] for each in self.listed()}
        return next(name for number in self._numbers if (name := f"{self._kind}-added-{number}") not in names)

    def remove(self, name: str) -> bool:
        """Take one away; whether it was there."""
        with self._changing(), self.lock:
            self._sizes.pop(name, None)
            return sum(store.remove(name) for store in self._stores) > 0

    def keep(self, given: Iterable[V]) -> None:
        """Take all others away."""
        names = {each.name for each in given}
        for each in self.listed():
            if each["name"] not in names:
                self.remove(each["name"])

    def listed(self) -> list[dict[str, Any]]:
        """All of them as JSON, each once: as they were written, with ``name`` and ``calls``."""
        found: dict[str, dict[str, Any]] = {}
        for each in (each for store in self._stores for each in store.listed()):
            before = found.get(each["name"], {})
            found[each["name"]] = each | {count: before.get(count, 0) + each[count] for count in _COUNTS & each.keys()}
        return list(found.values())

    def demand_known(self, values: Iterable[V], documents: Sequence[Document] = ()) -> None:
        """Raises MockError: one names an operation that no document has; of those served, where none are given."""
        documents = documents or self._documents
        for value in values:
            for target in value.targets:
                if not any(selectors.selected(document, target) for document in documents):
                    told = selectors.unknown(documents, target)
                    raise MockError(f"{value.place('/operation')}: {told}")

    def _demand_harmless(self, value: V) -> None:
        for document in self._documents:
            for operation in (each for target in value.targets for each in selectors.selected(document, target)):
                for told in self._wrong(value, operation):
                    raise MockError(told)

    def _take(self, value: V, raw: Mapping[str, Any]) -> None:
        """Note the room that one takes. Raises MockError: it is not there."""
        if self._room is None:
            return
        found = (selectors.selected(document, each) for document in self._documents for each in value.targets)
        size = _OVERHEAD + len(repr(raw)) + _EACH * sum(map(len, found))
        others = sum(each for name, each in self._sizes.items() if name != value.name)
        if others + size > self._room:
            told = f"the {self._kind}s that were added take more than {self._room} bytes with this one"
            raise MockError(told, hint="take some away")
        self._sizes[value.name] = size

    def _place(self, pointer: str) -> str:
        return f"{self._kind}#{pointer}" if pointer else self._kind


class Switches(Register[V]):
    """What can be switched on and off, too."""

    _stores: Sequence[SwitchStore[V]]

    def enable(self, name: str, *, on: bool) -> bool:
        """Switch one on or off; whether it was there."""
        with self._changing():
            return sum(store.enable(name, on) for store in self._stores) > 0
