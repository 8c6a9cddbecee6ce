"""Which configuration file there is, and what stands in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from functools import cached_property
from pathlib import Path
from typing import Any

from ringback.config import places
from ringback.config.environment import Substituted
from ringback.config.errors import ConfigError
from specs import pointers

NAME = "ringback.toml"
_PROJECT = "pyproject.toml"
_TABLE = ("tool", "ringback")
_AT = re.compile(r"\(at line (\d+),")
_MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Source:
    """A configuration file.

    Attributes:
        path: of the file.
        label: what messages call it.
        text: all of it.
        top: pointer of the configuration in it.
    """

    path: Path
    label: str
    text: str
    top: str = ""

    def place(self, pointer: str) -> str:
        """``file:line #pointer`` of a pointer into the configuration."""
        whole = self.top + pointer
        nearest = whole
        while nearest not in self._lines:
            nearest = nearest.rpartition("/")[0]
        return f"{self.label}:{self._lines[nearest]}" + (f" #{whole}" if whole else "")

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        return places.lines(self.text)


@dataclass(frozen=True, slots=True)
class Config:
    """What stands in a configuration file.

    Attributes:
        source: the file; None where there is none.
        value: the sections, values of the environment put in.
        written: the same as they stand in the file.
        secrets: pointers of the texts that must not be shown.
    """

    source: Source | None
    value: Mapping[str, Any]
    written: Mapping[str, Any] = field(default_factory=dict)
    secrets: frozenset[str] = frozenset()

    def place(self, pointer: str) -> str:
        """``file:line #pointer`` of a pointer into the configuration."""
        return self.source.place(pointer) if self.source else pointer

    def shows(self, pointer: str) -> bool:
        """Whether a value may be shown to whoever reads messages."""
        return not any(each == pointer or each.startswith(f"{pointer}/") for each in self.secrets)


def load(explicit: str | None, folder: Path, environment: Mapping[str, str]) -> Config:
    """The configuration that holds in a folder.

    Args:
        explicit: the path of the file to be taken; None looks for ``ringback.toml``, or a ``pyproject.toml`` with a
            table ``tool.ringback``, in the folder and those above, up to the root of its repository.
        folder: where to look.
        environment: what ``${NAME}`` stands for.

    Raises:
        ConfigError: it cannot be read, or a variable is not set.
    """
    if explicit is not None:
        source, value = read(Path(explicit), explicit)
    else:
        found = next(_found(folder), None)
        if found is None:
            return Config(None, {})
        source, value = found
    substituted = Substituted(value, environment, source.place)
    return Config(source, substituted.value, value, frozenset(substituted.secrets))


def _found(folder: Path) -> Iterator[tuple[Source, Any]]:
    for each in (folder, *folder.parents):
        for name in (NAME, _PROJECT):
            path = each / name
            if path.is_file():
                label = name if each == folder else str(path)
                if name == NAME or _TABLE[1] in path.read_text("utf-8", "replace"):
                    source, value = read(path, label)
                    if value is not None:
                        yield source, value
        if (each / ".git").exists():
            return


def read(path: Path, label: str) -> tuple[Source, Any]:
    """A file of TOML and what stands in it; None for a ``pyproject.toml`` that has no configuration.

    Raises:
        ConfigError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8-sig")
        whole = _as_json(tomllib.loads(text))
    except OSError as error:
        hint = "give the path of a readable file"
        raise ConfigError(f"{label}: cannot be read: {(error.strerror or str(error)).lower()}", hint=hint) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{label}: not UTF-8 text (byte {error.start})", hint="save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(f"{label}{_line(str(error))}: not valid TOML: {error}", hint="correct the syntax") from error
    if path.name != _PROJECT:
        return Source(path, label, text), whole
    table = whole.get(_TABLE[0], {})
    return Source(path, label, text, pointers.join("", *_TABLE)), table.get(_TABLE[1])


def _as_json(value: Any) -> Any:
    """A value of TOML with its days and times as texts. Source: RFC 3339."""
    if isinstance(value, dict):
        return {name: _as_json(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date | time) else value


def _line(told: str) -> str:
    """``:LINE`` of an error in a TOML text; nothing where it is at the end. Only its message has it."""
    found = _AT.search(told)
    return f":{found[1]}" if found else ""
