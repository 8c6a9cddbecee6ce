"""The documents that a mock is held against a plain server with, and what their kinds of things are like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from plain_server import Body, Change, Kind, Paging

_HERE = Path(__file__).with_name("data") / "stories"


@dataclass(frozen=True, eq=False)
class Story:
    """A document, and what a server of it has to do with.

    Attributes:
        document: path or catalogue name.
        base: what its paths begin with.
        login: the users log in first.
    """

    document: str
    kinds: tuple[Kind, ...]
    base: str = ""
    login: bool = False

    def __str__(self) -> str:
        return Path(self.document).stem


def _text(least: int = 1) -> st.SearchStrategy[str]:
    return st.text("abcäöß €/?&=%+ #'\"", min_size=least, max_size=6)


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> st.SearchStrategy[Body]:
    return st.fixed_dictionaries(required, optional=optional)


_CLIENT = _object({"name": _text()}, {"platform": st.sampled_from(["WINDOWS", "MACOS"])})
CLIENTS = Kind(
    create="/users/me/clients",
    item="/clients/{0}",
    list="/users/me/clients",
    bodies=_CLIENT,
    changes=_CLIENT,
    change=Change.REPLACE,
    writable=frozenset({"name", "platform"}),
    paging=Paging.PAGES,
    total="x-total-count",
    own=True,
)

_PET = {
    "required": {"name": _text(0), "photoUrls": st.lists(_text(0), max_size=2)},
    "optional": {
        "tags": st.lists(_object({}, {"id": st.integers(0, 9), "name": _text(0)}), max_size=2),
        "status": st.sampled_from(["available", "pending", "sold"]),
    },
}
PETS = Kind(
    create="/pet",
    item="/pet/{0}",
    list="/pet/findByStatus",
    bodies=_object(_PET["required"], _PET["optional"]),
    changes=_object(_PET["required"], _PET["optional"]),
    change=Change.REPLACE_NAMED,
    writable=frozenset({"name", "photoUrls", "tags", "status"}),
    filters={"status": st.lists(_PET["optional"]["status"], min_size=1, max_size=2, unique=True)},
    names=st.integers(1, 2**63 - 1) | st.integers(1, 5),
)

PROJECTS = Kind(
    create="/projects",
    item="/projects/{0}",
    list="/projects",
    bodies=_object({"name": _text()}, {"labels": st.dictionaries(st.sampled_from("ab"), _text(0), max_size=2)}),
    changes=_object(
        {},
        {
            "name": _text(),
            "description": st.none() | _text(),
            "labels": st.dictionaries(st.sampled_from("abc"), st.none() | _text(0), max_size=2),
        },
    ),
    change=Change.MERGE_PATCH,
    envelope="items",
    total="total",
    paging=Paging.OFFSET,
)
_TASK = _object({"title": _text()}, {"done": st.booleans(), "effort": st.integers(0, 9) | st.sampled_from([0.5, 1e3])})
TASKS = Kind(
    create="/projects/{0}/tasks",
    item="/projects/{0}/tasks/{1}",
    list="/projects/{0}/tasks",
    parent=PROJECTS,
    bodies=_TASK,
    changes=_TASK,
    change=Change.REPLACE,
    writable=frozenset({"title", "done", "effort"}),
    envelope="items",
    total="total",
    paging=Paging.OFFSET,
    filters={"done": st.booleans()},
)
COMMENTS = Kind(
    create="/projects/{0}/tasks/{1}/comments",
    item="/projects/{0}/tasks/{1}/comments/{2}",
    list="/projects/{0}/tasks/{1}/comments",
    parent=TASKS,
    bodies=_object({"text": _text(0)}),
    changes=st.nothing(),
    envelope="items",
    total="total",
)

_CUSTOMER = {"name": _text(), "email": st.sampled_from(["a@b.example", "c@d.example"]), "balance": st.integers(-9, 9)}
CUSTOMERS = Kind(
    create="/customers",
    item="/customers/{0}",
    list="/customers",
    bodies=_object({}, {**_CUSTOMER, "metadata": st.dictionaries(st.sampled_from("xy"), _text(), min_size=1)}),
    changes=_object({}, _CUSTOMER).filter(bool),
    change=Change.FORM,
    form=True,
    envelope="data",
    total="has_more",
    paging=Paging.AFTER,
    filters={"email": _CUSTOMER["email"]},
    receipt=True,
)

STORIES = (
    Story("phonebridge-client@1.3.8", (CLIENTS,), base="/api", login=True),
    Story(str(_HERE / "petstore.yaml"), (PETS,), base="/v2"),
    Story(str(_HERE / "nested.yaml"), (PROJECTS, TASKS, COMMENTS)),
    Story(str(_HERE / "payments.yaml"), (CUSTOMERS,), base="/v1"),
)
