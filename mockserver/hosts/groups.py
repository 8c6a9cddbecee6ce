"""Which of several documents a request is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

from mockserver.errors import MockError
from mockserver.hosts.versions import VersionBy
from mockserver.pipeline import Mock
from mockserver.response import problems
from mockserver.response.problems import Refusal
from specs import paths
from specs.messages import Request, Response
from specs.model import Document


def grouped(
    where: Iterable[tuple[str, str]], mocks: Iterable[Mock], version_by: VersionBy | None
) -> dict[str, Side | Releases]:
    """The documents by their prefix, the longest first.

    Args:
        where: prefix and label of each, as ``Served`` has them.
        mocks: of the same documents.
        version_by: how a request names a release; None where the documents are no releases of one API.

    Raises:
        MockError: two releases have the same name.
    """
    groups: dict[str, list[tuple[str, Mock]]] = {}
    for (prefix, label), mock in zip(where, mocks, strict=True):
        groups.setdefault(prefix, []).append((label, mock))
    return {
        prefix: Releases(mocks, version_by) if version_by else Side(mocks)
        for prefix, mocks in sorted(groups.items(), key=lambda group: -len(group[0]))
    }


class Side:
    """Documents side by side: the first that has what is asked for answers."""

    def __init__(self, mocks: list[tuple[str, Mock]]) -> None:
        self._mocks = [mock for _, mock in mocks]

    def meant(self, request: Request) -> Mock:
        """The mock that answers; the one that knows the path where none has the method, the first where none does."""
        if len(self._mocks) == 1:
            return self._mocks[0]
        methods = [mock.methods(request.path) for mock in self._mocks]
        for wanted in (lambda each: request.method in each, bool, lambda _: True):
            for mock, known in zip(self._mocks, methods, strict=True):
                if wanted(known):
                    return mock
        raise AssertionError("the last one takes anything")

    def clashes(self) -> Iterator[str]:
        """One line for each operation that is hidden by another."""
        known = [(mock, _addresses(mock.document)) for mock in self._mocks]
        for (first, own), (second, others) in combinations(known, 2):
            for address in (each for each in own if each in others):
                yield f"{address} is in {first.name} and in {second.name}: the first answers"


class Releases:
    """Releases of one API: the request names the one that it means, or gets the last."""

    def __init__(self, mocks: list[tuple[str, Mock]], version_by: VersionBy) -> None:
        self._mocks = dict(mocks)
        if len(self._mocks) < len(mocks):
            twice = next(label for label, mock in mocks if self._mocks[label] is not mock)
            raise MockError(f"two documents are release {twice}", hint="give one of them a path: SPEC@/PATH")
        self._find, self._names = version_by.find, tuple(self._mocks)

    def meant(self, request: Request) -> Mock | Response:
        """The mock that answers, or what to say of a release that is not there."""
        name = self._find(request, self._names)
        mock = self._mocks.get(self._names[-1] if name is None else name)
        if mock is not None:
            return mock
        told = f"There is no such release. There are: {', '.join(self._names)}."
        return problems.response(400, Refusal(statuses=(400,), kind="unknown-release", detail=told))


def _addresses(document: Document) -> dict[str, None]:
    return dict.fromkeys(
        f"{operation.method} {base}{paths.shape(operation.path)}"
        for operation in document.operations
        for base in document.base_paths_of(operation)
    )
