"""``${NAME}`` in the texts of a configuration: values of the environment, which may be secrets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ringback.config.errors import ConfigError
from specs import pointers

_MARK = re.compile(r"\$(\$)?\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Substituted:
    """A value with what the environment says put in.

    Attributes:
        value: the value.
        secrets: pointers of the texts that have something of the environment in them: they are not to be shown.
    """

    def __init__(self, value: Any, environment: Mapping[str, str], place: Callable[[str], str]) -> None:
        """Raises ConfigError: a variable is not set, or its name is none."""
        self._environment, self._place = environment, place
        self.secrets: set[str] = set()
        self.value = self._of(value, "")

    def _of(self, value: Any, pointer: str) -> Any:
        if isinstance(value, dict):
            return {name: self._of(item, pointers.join(pointer, name)) for name, item in value.items()}
        if isinstance(value, list):
            return [self._of(item, pointers.join(pointer, index)) for index, item in enumerate(value)]
        if not isinstance(value, str):
            return value

        def found(mark: re.Match[str]) -> str:
            return mark[0][1:] if mark[1] else self._variable(mark[2], pointer)

        return _MARK.sub(found, value)

    def _variable(self, name: str, pointer: str) -> str:
        if not _NAME.fullmatch(name):
            hint = "write $${…} for the text itself"
            raise ConfigError(f"{self._place(pointer)}: ${{{name[:60]}}} names no environment variable", hint=hint)
        if name not in self._environment:
            hint = f"set {name}, or write $${{{name}}} for the text itself"
            raise ConfigError(f"{self._place(pointer)}: the environment variable {name} is not set", hint=hint)
        self.secrets.add(pointer)
        return self._environment[name]
