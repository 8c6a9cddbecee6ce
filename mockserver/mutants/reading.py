"""Lists and items in answers, and answers with others in their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from mockserver.mutants.trial import Trial, written
from specs.inference.shape import success_shape
from specs.messages import Response
from specs.validation import check_response


def told(trial: Trial) -> tuple[Any, Callable[[Any], Response]]:
    """What the right answer tells, without what is wrapped around it, and what makes an answer with something else."""
    shape = success_shape(trial.operation)
    value = trial.json
    path = shape.place.path if shape is not None else ()
    there = shape is not None and value is not None and trial.response.status < 300
    found = shape.place.find(value) if shape is not None and there else None
    return found, lambda part: written(trial.response, with_part(value, path, part))


def listed(trial: Trial) -> tuple[list[Any], Callable[[Any], Response]]:
    """As ``told``, of a list; an empty one where there is none."""
    found, put = told(trial)
    return (found if isinstance(found, list) else []), put


def item(trial: Trial) -> tuple[dict[str, Any], Callable[[Any], Response]]:
    """As ``told``, of an object; an empty one where there is none."""
    found, put = told(trial)
    return (found if isinstance(found, dict) else {}), put


def with_part(value: Any, path: Sequence[str], part: Any) -> Any:
    """A value with another part at a path through objects."""
    return {**value, path[0]: with_part(value[path[0]], path[1:], part)} if path else part


def stays_valid(trial: Trial, response: Response) -> Response | None:
    """A response that fits its schemas; None where it does not."""
    return None if check_response(trial.operation, response) else response
