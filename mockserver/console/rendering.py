"""Templates of the console, filled: all that they are given is escaped."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from specs.harmless import visible
from specs.statuses import phrase

if TYPE_CHECKING:
    from jinja2 import Environment


def page(template: str, **values: Any) -> str:
    """A template of this package, filled."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("mockserver.console"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"date": _date, "tone": tone}
    environment.globals |= {"phrase": phrase}
    return environment


def _harmless(value: Any) -> Any:
    return visible(value) if type(value) is str else value


def _date(seconds: float, form: str = "%Y-%m-%d %H:%M:%S") -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(form)


def tone(status: int) -> str:
    """The class of a status in the style sheet."""
    return {2: "good", 4: "warn", 5: "bad"}.get(status // 100, "note")
