"""Plain data → text, so that ``specs.parse`` and every other reader of JSON or YAML reads the same data again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from specs.errors import SpecError
from specs.harmless import visible
from specs.yaml_events import CORE_SCALARS


def written(raw: Mapping[str, Any], form: str) -> str:
    """A document as text.

    Args:
        raw: string keys only.
        form: one of ``FORMS``.

    Raises:
        SpecError: it has what the form cannot hold, or is nested too deeply.
    """
    try:
        return FORMS[form](raw)
    except ValueError as error:
        raise SpecError(f"cannot be written as {form}: {error}", hint="write it as yaml") from error
    except RecursionError as error:
        raise SpecError("nested too deeply to be written") from error


def _as_json(raw: Mapping[str, Any]) -> str:
    return visible(json.dumps(raw, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def _as_yaml(raw: Mapping[str, Any]) -> str:
    return yaml.dump(dict(raw), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


FORMS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"json": _as_json, "yaml": _as_yaml}


class _Dumper(yaml.CSafeDumper):
    """Quotes what YAML 1.1 or 1.2 would take for something else than a text, and writes no aliases."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


for _name, (_pattern, _first) in CORE_SCALARS.items():
    _Dumper.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _pattern, list(_first))
_Dumper.add_representer(float, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:float", _number(value)))


def _number(value: float) -> str:
    """A float as YAML 1.1 and 1.2 write it: with a dot in front of an exponent."""
    text = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}.get(repr(value), repr(value))
    mantissa, exponent, rest = text.partition("e")
    return f"{mantissa if '.' in mantissa else mantissa + '.0'}{exponent}{rest}" if exponent else text
