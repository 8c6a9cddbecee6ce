"""A member of a frozen value that is worked out when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar, overload

T = TypeVar("T")


class Deferred(Generic[T]):
    """A dataclass field that may be given as a function without arguments, which is then called once at most.

    To whoever reads the value there is no difference: it is a plain attribute that never changes.
    """

    def __init__(self, default: Callable[[], T] | None = None) -> None:
        """Args: default, what makes the value where the constructor is not given one."""
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name, self._waiting = f"_{name}", f"_{name}_waiting"

    @overload
    def __get__(self, instance: None, owner: type) -> T: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> T:
        if instance is None:
            if self._default is None:
                raise AttributeError(self._name)  # so that dataclasses know of no default
            return self._default  # type: ignore[return-value]  # which they hand to __set__
        held = instance.__dict__
        if self._name not in held:
            held[self._name] = held[self._waiting]()  # two threads may both come here: either result will do
        return held[self._name]  # type: ignore[no-any-return]

    def __set__(self, instance: object, value: T | Callable[[], T]) -> None:
        instance.__dict__[self._waiting if callable(value) else self._name] = value
