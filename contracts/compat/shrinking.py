"""Values with nothing too much in them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any


def less(value: Any, still: Callable[[Any], bool]) -> Any:
    """The value without the properties and items that can be left out, those first that hold most; gone through once.

    Args:
        value: the value.
        still: whether a value in its place is as good.
    """
    if isinstance(value, dict):
        for name in list(value):
            without = {key: item for key, item in value.items() if key != name}
            value = without if still(without) else value
        for name in list(value):
            value = {**value, name: less(value[name], partial(_in_object, still, value, name))}
    elif isinstance(value, list):
        for index in reversed(range(len(value))):
            fewer = value[:index] + value[index + 1 :]
            value = fewer if fewer and still(fewer) else value
        for index in range(len(value)):
            value = [*value[:index], less(value[index], partial(_in_list, still, value, index)), *value[index + 1 :]]
    return value


def _in_object(still: Callable[[Any], bool], whole: dict[str, Any], name: str, inner: Any) -> bool:
    return still({**whole, name: inner})


def _in_list(still: Callable[[Any], bool], whole: list[Any], index: int, inner: Any) -> bool:
    return still([*whole[:index], inner, *whole[index + 1 :]])
