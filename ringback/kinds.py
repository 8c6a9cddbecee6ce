"""Kinds of values that options take, each with how it is written."""

from __future__ import annotations

import re

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

    name = "whole number"  # as messages have it; the library says range


class Number(click.FloatRange):
    """A number within bounds."""

    name = "number"


_NAME = r"[\w.-]+|\[?[0-9A-Fa-f:.]+\]?"
HOST = Written(rf"(?:{_NAME})(?::\d{{1,5}})?", "HOST or HOST:PORT, without http:// and without a path")
NAME = Written(_NAME, "a name such as mock.example, without http:// and without a port")
FIELD = Written(r"[!#$%&'*+.^`|~\w-]+", "the name of a header field, such as X-Client-Certificate")
URL = Written(r"https?://[^\s/]\S*", "http://HOST[:PORT][/PATH] or https://…")
