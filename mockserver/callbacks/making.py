"""An outgoing request, made of what the document says of it and of what the exchange before it said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from mockserver.errors import MockError
from specs import media
from specs.decoding import ABSENT
from specs.messages import Request, is_json, write_json
from specs.model import Document, Location, Operation
from specs.sampling.exchange import sample_request
from specs.secrets import called_like_a_secret
from specs.validation import read_request


@dataclass(frozen=True, slots=True, eq=False)
class Outgoing:
    """A request to be sent.

    Attributes:
        name: of the callback or webhook.
        operation: that it is an example of.
        url: where it goes, its query included.
    """

    name: str
    operation: Operation
    url: str
    request: Request

    @property
    def origin(self) -> str:
        """Scheme and host of the URL, which may have secrets in the rest of it."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def outgoing(
    document: Document,
    operation: Operation,
    name: str,
    url: str,
    seed: str,
    *,
    known: Sequence[Mapping[str, Any]] = (),
    body: Any = ABSENT,
) -> Outgoing:
    """A valid request of a callback or webhook.

    Args:
        document: what says so.
        operation: what is sent; its path does not matter.
        name: of the callback or webhook.
        url: where it goes.
        seed: of what is made up.
        known: values that properties of the body have, by their names, wherever the document lets them; of two for
            one name the later.
        body: the whole body, in place of one that is made up.

    Raises:
        MockError: the body breaks the document, or the URL is none.
        SpecError: no valid request can be made.
    """
    here = replace(
        operation,
        path="/",
        parameters=tuple(each for each in operation.parameters if each.location is not Location.PATH),
        callbacks={},
    )
    made = sample_request(here, document, seed)
    if body is not ABSENT:
        made = _with_body(made, body)
        wrong = read_request(here, made, {}).violations
        if wrong:
            raise MockError(f"the body would break the document: {wrong[0]}")
    else:
        for each in known:
            made = _knowing(here, made, each)
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise MockError(f"{url[:80]!r} is no URL") from error
    query = "&".join(filter(None, (parts.query, made.query)))
    whole = parts._replace(query=query, fragment="").geturl()
    return Outgoing(name, operation, whole, replace(made, path=parts.path or "/", query=query))


def _knowing(operation: Operation, made: Request, known: Mapping[str, Any]) -> Request:
    """The request with what is known in its body, one property after the other as long as it stays valid."""
    kind = made.header("content-type") or ""
    if not is_json(kind):
        return made
    value = media.undocumented(kind, made.body)
    if not isinstance(value, dict):
        return made
    for name in value:
        if name in known and known[name] != value[name] and not called_like_a_secret(name):
            other = _with_body(made, value | {name: known[name]})
            if not read_request(operation, other, {}).violations:
                value[name], made = known[name], other
    return made


def _with_body(made: Request, value: Any) -> Request:
    kind = made.header("content-type")
    fields = made.headers if kind else (*made.headers, ("Content-Type", "application/json"))
    text = value.encode() if isinstance(value, str) and kind and not is_json(kind) else write_json(value)
    return replace(made, headers=fields, body=text)
