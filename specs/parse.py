"""Text → plain data: JSON natively, YAML as YAML 1.2's core schema reads it."""

from __future__ import annotations

import re
from typing import Any

import orjson
import ryaml
import yaml

from specs.errors import SpecError

_AT_LINE = re.compile(r"\bline (\d+)")
_MERGE_KEY = re.compile(r"^\s*<<\s*:", re.MULTILINE)


def parse(text: str, source: str) -> Any:
    """Parse a JSON or YAML text.

    Args:
        text: the whole text.
        source: what to call it in an error; a name that ends in ``.json`` is never read as YAML.

    Returns:
        Mappings with string keys (``200:`` becomes ``"200"``), lists, strings, numbers, booleans and None.
        YAML dates stay strings, ``no`` is a string, ``007`` is not a number (YAML 1.2, not 1.1).

    Raises:
        SpecError: it cannot be parsed; ``line`` says where.
    """
    if source.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        return _parse_json(text, source)
    return _parse_yaml(text, source)


def _parse_json(text: str, source: str) -> Any:
    try:
        return orjson.loads(text.encode("utf-8", "surrogatepass"))
    except orjson.JSONDecodeError as error:
        if not source.lower().endswith(".json"):  # a flow mapping at the start of a YAML text
            try:
                return _parse_yaml(text, source)
            except SpecError:
                pass
        raise SpecError(f"not valid JSON: {error.msg}", source=source, line=error.lineno) from error


def _parse_yaml(text: str, source: str) -> Any:
    # ryaml is ten times faster than PyYAML's C parser, but leaves merge keys alone and refuses huge integers.
    if not _MERGE_KEY.search(text):
        try:
            return _string_keys(ryaml.loads(text))
        except ryaml.InvalidYamlError as error:
            if "invalid type: integer" not in str(error):
                raise _yaml_error(str(error), source) from error
    try:
        return _string_keys(yaml.load(text, Loader=_CoreLoader))  # noqa: S506 - a SafeLoader, made stricter
    except yaml.YAMLError as error:
        raise _yaml_error(str(error), source) from error


def _yaml_error(told: str, source: str) -> SpecError:
    at = _AT_LINE.search(told)
    what = re.sub(r"\s+", " ", told)
    return SpecError(f"not valid YAML: {what}", source=source, line=int(at[1]) if at else None)


def _string_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {_key(key): _string_keys(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_string_keys(item) for item in value]
    return value


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    words = {"True": "true", "False": "false", "None": "null"}
    return words.get(str(key), str(key))


class _CoreLoader(yaml.CSafeLoader):
    """PyYAML's C parser with the scalars of YAML 1.2's core schema and without duplicate keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen and key.tag != "tag:yaml.org,2002:merge":
                raise yaml.constructor.ConstructorError(
                    None, None, f'duplicate entry with key "{key.value}"', key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_CORE_SCALARS = {
    "bool": (r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    "int": (r"^(?:[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+)$", "-+0123456789"),
    "float": (r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    "null": (r"^(?:~|null|Null|NULL|)$", "~nN\0"),
    "merge": (r"^<<$", "<"),
}

_CoreLoader.yaml_implicit_resolvers = {}
for _name, (_pattern, _first) in _CORE_SCALARS.items():
    _CoreLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_name}", re.compile(_pattern), ["" if first == "\0" else first for first in _first]
    )
