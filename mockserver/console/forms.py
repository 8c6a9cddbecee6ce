"""What a person has written into a form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from mockserver.console.visit import MOST_FIELDS, pairs
from mockserver.errors import MockError
from specs.messages import Request, essence, is_form


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in order."""

    fields: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, request: Request) -> Form:
        """Those that a request sends, of files what is in them; none where it sends no form."""
        declared = request.header("content-type") or ""
        if essence(declared) == "multipart/form-data":
            return cls(_parts(request.body, declared))
        return cls(pairs(request.body.decode("utf-8", "replace")) if is_form(declared) else [])

    def all(self, name: str) -> list[str]:
        """The values of a field, without those that are empty."""
        return [value for each, value in self.fields if each == name and value]

    def text(self, name: str) -> str:
        """The first value of a field that is not empty; empty where there is none."""
        return next((value for each, value in self.fields if each == name and value), "")

    def demanded(self, name: str) -> str:
        """The value of a field. Raises MockError: there is none."""
        return self.text(name) or _missing(name)

    def number(self, name: str) -> float:
        """A number. Raises MockError: the field has none."""
        try:
            return float(self.demanded(name))
        except ValueError:
            raise MockError(f"{name}: {self.text(name)[:60]!r} is no number") from None

    def whole(self, name: str) -> int:
        """A whole number. Raises MockError: the field has none."""
        try:
            return int(self.demanded(name))
        except ValueError:
            raise MockError(f"{name}: {self.text(name)[:60]!r} is no whole number") from None

    def json(self, name: str) -> Any:
        """The value that a text of JSON stands for. Raises MockError: it is none."""
        try:
            return json.loads(self.demanded(name), parse_constant=_no_number)
        except ValueError as error:
            raise MockError(f"{name} is no JSON: {error}") from None
        except RecursionError:
            raise MockError(f"{name} is nested too deeply") from None


def _parts(body: bytes, declared: str) -> list[tuple[str, str]]:
    """Source: RFC 7578. Raises MockError: it cannot be read."""
    from werkzeug.exceptions import HTTPException
    from werkzeug.formparser import FormDataParser
    from werkzeug.http import parse_options_header

    parser = FormDataParser(lambda *_, **__: BytesIO(), max_form_parts=MOST_FIELDS, silent=False)
    try:
        told = parser.parse(BytesIO(body), "multipart/form-data", len(body), parse_options_header(declared)[1])
    except (ValueError, HTTPException) as error:
        raise MockError(f"the form cannot be read: {error}") from None
    fields = [(name, value) for name, value in told[1].items(multi=True)]
    files = [(name, file.read().decode("utf-8-sig", "replace")) for name, file in told[2].items(multi=True)]
    return [*fields, *files]


def _no_number(told: str) -> Any:
    raise ValueError(f"{told} is no number of JSON")


def _missing(name: str) -> Any:
    raise MockError(f"{name} is empty", hint="write something into it")
