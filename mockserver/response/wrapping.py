"""Bodies around what is remembered: the items in their place, and what an envelope says of the page they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from specs import shapes
from specs.inference.envelopes import Place, nested, reached
from specs.inference.paths import plain
from specs.validation import Validator

_FACTS = {
    "total": "total totalcount totalelements totalitems totalresults totalrecords totalrows totalsize odatacount "
    "recordstotal totalnumber totalentries totalobjects resultcount",
    "count": "pagecount numberofelements currentpagesize itemcount countonpage",
    "number": "page pagenumber currentpage pageno pageindex number",
    "pages": "pages totalpages pagestotal lastpage numpages pagetotal",
    "size": "size pagesize perpage limit itemsperpage maxresults",
    "offset": "offset skip startindex start",
    "more": "hasmore hasnext hasnextpage more moreresults incomplete",
    "before": "hasprevious hasprev haspreviouspage",
    "self": "self selflink",
    "first": "first firstpage firsturl firstlink",
    "prev": "prev previous prevpage previouspage previousurl prevurl prevlink prevhref previouslink prevpageurl",
    "next": "next nexturl nextlink nexthref nextpageurl odatanextlink nextrecords",
    "nextpage": "nextpage",
    "last": "last lasturl lastlink",
    "cursor": "cursor nextcursor nexttoken nextpagetoken continuationtoken pagetoken aftercursor endcursor "
    "startingafter continuation nextstartingafter nextmarker nextafter nextcontinuation continue",
    "back": "prevcursor previouscursor previoustoken prevtoken startcursor beforecursor prevpagetoken prevbefore",
}
_MEANT = {name: fact for fact, names in _FACTS.items() for name in names.split()}
_TOLD_IN = frozenset(
    "meta metadata page paging pagination pageinfo links link cursor cursors responsemetadata next prev "
    "previous".split()
)
"""Objects of an envelope that tell of the page."""
_DEEP = 3


class Wrapping:
    """What is around the items in bodies of one schema.

    Args:
        compiled: the body's schema.
        place: where in it they stand.
    """

    def __init__(self, compiled: Validator, place: Place) -> None:
        self._compiled, self._place = compiled, place
        self._told = tuple(self._facts(compiled.schema, (), _DEEP))
        names = {name for _, name in self._told}
        self._counts = "total" if "total" not in names else "count"

    def around(self, value: Any, facts: Mapping[str, Any], base: Callable[[], Any]) -> tuple[Any, bool]:
        """A valid body with a value in its place, and whether it is there.

        Args:
            value: an item, or a list of them.
            facts: of the page, as in ``Outcome.page``, with the ``total``.
            base: a valid body to start from.
        """
        path, accepts = self._place.path, self._compiled.accepts
        if not path:
            return (value, True) if accepts(value) else (base(), False)
        told = [(at, facts[fact]) for at, fact in self._known(facts)]
        known = [(at, fact) for at, fact in told if fact is not None]
        slim = _with(nested(path, value), known)
        if accepts(slim):
            return slim, True
        whole = base()
        full = _with(nested(path, value, whole), told)
        if accepts(full):
            return full, True
        made = nested(path, value, whole)
        said = accepts(made)
        made = made if said else whole
        for at, fact in told:
            for form in (fact, {"href": fact}) if fact is not None else (None, ""):
                tried = nested(at, form, made)
                if accepts(tried):
                    made = tried
                    break
        return made, said

    def _known(self, facts: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
        for at, name in self._told:
            fact = self._counts if name == "counts" else name
            if fact in facts:
                yield at, fact

    def _facts(self, schema: Any, at: tuple[str, ...], deep: int) -> Iterator[tuple[tuple[str, ...], str]]:
        """Where a fact of the page is told, and which."""
        root, path = self._compiled.schema, self._place.path
        for name, inner in shapes.properties(schema, root).items():
            here, known = (*at, name), plain(name)
            if here == path:
                continue
            holds = shapes.container(inner, root)
            if holds == "object" and deep and (known in _TOLD_IN or here == path[: len(here)]):
                yield from self._facts(inner, here, deep - 1)
            elif holds != "array" and (fact := self._fact(at, known, inner)):
                yield here, fact

    def _fact(self, at: tuple[str, ...], known: str, schema: Any) -> str | None:
        """What a member tells: where it may be no text, not the address of a page but its number."""
        if known == "count":
            return "counts"
        fact = (_MEANT.get(plain(at[-1]) + known) if at else None) or _MEANT.get(known)
        types = shapes.types(schema, self._compiled.schema)
        numbered = {"next": "nextnumber", "nextpage": "nextnumber", "prev": "prevnumber"}
        return numbered.get(fact, fact) if fact and "string" not in types and "integer" in types else fact


def _with(body: Any, told: list[tuple[tuple[str, ...], Any]]) -> Any:
    for at, fact in told:
        if reached(body, at) != fact:
            body = nested(at, fact, body)
    return body
