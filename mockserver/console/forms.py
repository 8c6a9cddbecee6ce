"""What a person has written into a form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mockserver.console.visit import pairs
from mockserver.errors import MockError
from specs.messages import Request, is_form


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in order."""

    fields: Sequence[tuple[str, str]]

    @classmethod
    def of(cls, request: Request) -> Form:
        """Those that a request sends; none where it sends no form."""
        sent = request.body.decode("utf-8", "replace") if is_form(request.header("content-type") or "") else ""
        return cls(pairs(sent))

    def all(self, name: str) -> list[str]:
        """The values of a field, without those that are empty."""
        return [value for each, value in self.fields if each == name and value]

    def text(self, name: str) -> str:
        """The value of a field; empty where there is none."""
        return next((value for each, value in self.fields if each == name), "")

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


def _no_number(told: str) -> Any:
    raise ValueError(f"{told} is no number of JSON")


def _missing(name: str) -> Any:
    raise MockError(f"{name} is empty", hint="write something into it")
