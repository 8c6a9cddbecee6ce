"""Kinds of values that options take, each with how it is written."""

from __future__ import annotations

import re
from typing import Any

import click


class Written(click.ParamType[str]):
    """A text of a form.

    Args:
        form: a regular expression.
        told: how to write it.
    """

    name = "text"

    def __init__(self, form: str, told: str) -> None:
        self._form, self._told = re.compile(form), told

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text as it is. Raises BadParameter: it is of another form."""
        if value and not self._form.fullmatch(value):
            self.fail(f"write it as {self._told}", param, ctx)
        return value


class Whole(click.IntRange):
    """A whole number within bounds."""

    name = "whole number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number. Raises BadParameter: it is none, or out of bounds."""
        try:
            return int(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"{value} is no whole number {_bounds(self)}", param, ctx)


class Number(click.FloatRange):
    """A number within bounds."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number. Raises BadParameter: it is none, or out of bounds."""
        try:
            return float(super().convert(value, param, ctx))
        except click.BadParameter:
            self.fail(f"{value} is no number {_bounds(self)}", param, ctx)


def _bounds(kind: Whole | Number) -> str:
    if kind.max is not None:
        return f"from {kind.min} to {kind.max}"
    return f"above {kind.min}" if kind.min_open else f"of {kind.min} or more"


_NAME = r"[\w.-]+|\[?[0-9A-Fa-f:.]+\]?"
HOST = Written(rf"(?:{_NAME})(?::\d{{1,5}})?", "HOST or HOST:PORT, without http:// and without a path")
NAME = Written(_NAME, "a name such as mock.example, without http:// and without a port")
FIELD = Written(r"[!#$%&'*+.^`|~\w-]+", "the name of a header field, such as X-Client-Certificate")
URL = Written(r"https?://[^\s/]\S*", "http://HOST[:PORT][/PATH] or https://…")
