"""What parameters of lists ask for, by their names, in the styles that documents have.

A name is flat: members of objects in a query are written as ``deepObject`` writes them, ``page[size]``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from specs import shapes
from specs.inference.paths import plain
from specs.messages import is_json
from specs.model import Location, Operation, Parameter
from specs.schemas import Direction, JsonSchema


class Ask(StrEnum):
    """What a parameter asks for."""

    SIZE = "size"
    PAGE = "page"
    OFFSET = "offset"
    AFTER = "after"
    BEFORE = "before"
    SORT = "sort"
    WAY = "way"
    SEARCH = "search"
    CONDITION = "condition"
    COUNT = "count"
    END = "end"


_NAMES = {
    Ask.SIZE: "size limit pagesize perpage itemsperpage maxresults pagelimit top maxitems maxkeys resultsperpage count "
    "take rows",
    Ask.PAGE: "page pagenumber pageno pageindex currentpage pagenum",
    Ask.OFFSET: "offset skip start startindex pageoffset startat from",
    Ask.AFTER: "cursor after startingafter pagecursor pageafter pagetoken nexttoken nextpagetoken nextcursor "
    "continuationtoken continuation continue marker startcursor startafter skiptoken paginationtoken since sinceid "
    "afterid aftercursor page next position",
    Ask.BEFORE: "before endingbefore pagebefore prevcursor previouscursor previoustoken prevtoken beforeid "
    "beforecursor",
    Ask.SORT: "sort sortby orderby order sortfield sortkey ordering",
    Ask.WAY: "direction sortorder sortdirection sortdir orderdirection orderdir order dir sorttype",
    Ask.SEARCH: "q query search keyword keywords searchterm searchquery searchtext term text fulltext searchstring",
    Ask.CONDITION: "filter",
    Ask.END: "end endindex",
    Ask.COUNT: "count includecount includetotal withcount",
}
_MEANT: dict[str, tuple[Ask, ...]] = {}
for _ask, _names in _NAMES.items():
    for _name in _names.split():
        _MEANT[_name] = (*_MEANT.get(_name, ()), _ask)
_KINDS: Mapping[Ask, tuple[type, ...]] = {
    Ask.SIZE: (int,),
    Ask.PAGE: (int,),
    Ask.OFFSET: (int,),
    Ask.END: (int,),
    Ask.AFTER: (str, int),
    Ask.BEFORE: (str, int),
    Ask.SORT: (str, list),
    Ask.WAY: (str, int),
    Ask.SEARCH: (str,),
    Ask.CONDITION: (str,),
    Ask.COUNT: (bool,),
}
PAGES = frozenset({Ask.SIZE, Ask.PAGE, Ask.OFFSET, Ask.AFTER, Ask.BEFORE, Ask.COUNT, Ask.END})
"""What is asked of the list as a whole, and not of its items."""
_WAYS = {"asc": False, "ascending": False, "1": False, "desc": True, "descending": True, "-1": True}


class Flat(NamedTuple):
    """A parameter of a list, or a member of one.

    Attributes:
        root: what references of the schema are read with.
        whole: the parameter, where it is no member of one.
    """

    name: str
    schema: Any
    root: JsonSchema
    whole: Parameter | None


@lru_cache(2048)
def meanings(name: str) -> tuple[Ask, ...]:
    """What a flat name may ask for; nothing for one that is about the items' own properties."""
    return _MEANT.get(plain(name), ())


def meant(name: str, value: Any) -> Ask | None:
    """What a parameter asks for with a value; None where that is nothing for which there is a word."""
    for ask in meanings(name):
        fits = isinstance(value, _KINDS[ask]) and (Ask.COUNT is ask or not isinstance(value, bool))
        if fits and (ask is not Ask.WAY or descending(value) is not None):
            if ask is Ask.SORT and descending(value) is not None and Ask.WAY in meanings(name):
                continue
            return ask
    return None


def descending(value: Any) -> bool | None:
    """What a word for a direction says; None for any other."""
    return _WAYS.get(str(value).lower())


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Values by flat names; what is null or empty asks for nothing."""
    for key, value in values.items():
        name = f"{prefix}[{key}]" if prefix else key
        if isinstance(value, Mapping):
            yield from flat(value, name)
        elif value not in (None, "", []):
            yield name, value


def declared(operation: Operation) -> Iterator[Flat]:
    """What an operation can be asked for: by its query, and by the body of a search that is sent."""
    for parameter in operation.parameters_in(Location.QUERY):
        schema = parameter.schema or (parameter.content.schema if parameter.content else None)
        root = schema.json_schema(Direction.REQUEST) if schema else {}
        yield from _members(parameter.name, root, root, parameter)
    for media in operation.body.content if operation.body else ():
        if media.schema and is_json(media.name):
            root = media.schema.json_schema(Direction.REQUEST)
            for name, schema in shapes.properties(root, root).items():
                yield from _members(name, schema, root, None)


def _members(name: str, schema: Any, root: JsonSchema, whole: Parameter | None) -> Iterator[Flat]:
    inner = shapes.properties(schema, root) if isinstance(schema, dict) else {}
    yield Flat(name, schema, root, None if inner else whole)
    for member, part in inner.items():
        yield Flat(f"{name}[{member}]", part, root, None)
