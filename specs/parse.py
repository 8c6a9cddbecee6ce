"""Text → plain data: JSON natively, YAML as YAML 1.2's core schema reads it."""

from __future__ import annotations

import json
import re
from typing import Any

import orjson
import ryaml
import yaml

from specs.errors import SpecError

_SYNTAX = "correct the syntax"
_AT_LINE = re.compile(r"\bline (\d+)")
_LONG_INTEGER = re.compile(r"\d{19,}")
_HUGE_INTEGER = re.compile(r"\d{39,}")  # beyond 128 bits ryaml makes floats of them
_BRACKET = re.compile(r"[\[\]{}]")
_OPEN_BRACKETS = 5_000  # those in texts count too, and not every one of them has its partner
_MERGE = "<<"
_ANY_DIGIT = bytes.maketrans(b"123456789", b"000000000")
_RUN = b"0" * 19  # the least negative integer beyond 64 bits has as many digits, the least positive one 20
_DIGITS = re.compile(rb"0+")
_BEFORE_NUMBER = (b" ", b"\t", b"\r", b"\n", b":", b",", b"[", b"")


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
    content = text.encode("utf-8", "surrogatepass")
    try:
        data = orjson.loads(content)  # what it accepts is JSON and not too deep for the other
        return json.loads(content) if _has_long_integer(content) else data
    except ValueError as error:
        if not source.lower().endswith(".json"):  # a flow mapping at the start of a YAML text
            try:
                return _parse_yaml(text, source)
            except SpecError:
                pass
        told, line = getattr(error, "msg", str(error)), getattr(error, "lineno", None)
        raise SpecError(f"not valid JSON: {told}", source=source, line=line, hint=_SYNTAX) from error


def _has_long_integer(content: bytes) -> bool:
    """Whether there may be an integer beyond 64 bits, of which orjson would make a float. Quick where there is none."""
    blurred = content.translate(_ANY_DIGIT)
    at = blurred.find(_RUN)
    while at >= 0:
        end = _DIGITS.match(blurred, at).end()  # type: ignore[union-attr]  # it starts with one
        before = content[at - 1 : at]  # of a fraction or inside most texts something else stands there
        if before == b"-" or (end - at > len(_RUN) and before in _BEFORE_NUMBER):
            return True
        at = blurred.find(_RUN, end)
    return False


def _parse_yaml(text: str, source: str) -> Any:
    _refuse_depth(text, source)
    # ryaml is ten times faster than PyYAML's C parser, limits nesting and repetition, but refuses huge integers.
    if _HUGE_INTEGER.search(text):
        return _parse_huge_integers(text, source)
    try:
        return _plain(ryaml.loads(text))
    except ryaml.InvalidYamlError as error:
        if "invalid type: integer" not in str(error):
            raise _yaml_error(str(error), source) from error
    except ValueError as error:
        raise _yaml_error(str(error), source) from error
    return _parse_huge_integers(text, source)


def _refuse_depth(text: str, source: str) -> None:
    """Refuse what would make the YAML scanner, whose time grows with the square of open brackets, run for minutes."""
    if text.count("[") + text.count("{") <= _OPEN_BRACKETS:
        return
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in "[{" else max(0, depth - 1)
        if depth > _OPEN_BRACKETS:
            line = text.count("\n", 0, bracket.start()) + 1
            raise SpecError("not valid YAML: nested too deeply", source=source, line=line, hint=_SYNTAX)


def _parse_huge_integers(text: str, source: str) -> Any:
    try:
        ryaml.loads(_LONG_INTEGER.sub(lambda digits: digits[0][:18], text))  # PyYAML has no limits of its own
        return _plain(yaml.load(text, Loader=_CoreLoader))  # noqa: S506 - a SafeLoader, made stricter
    except (yaml.YAMLError, ValueError, ryaml.InvalidYamlError) as error:
        raise _yaml_error(str(error), source) from error


def _yaml_error(told: str, source: str) -> SpecError:
    at = _AT_LINE.search(told)
    what = re.sub(r"\s+", " ", told)
    return SpecError(f"not valid YAML: {what}", source=source, line=int(at[1]) if at else None, hint=_SYNTAX)


def _plain(value: Any) -> Any:
    """The same value with string keys and with merge keys carried out."""
    if isinstance(value, dict):
        return _plain_mapping(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value


def _plain_mapping(mapping: dict[Any, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in mapping.items():
        name = _key(key)
        if name in found:
            raise ValueError(f'duplicate entry with key "{name}"')
        found[name] = _plain(item)
    return {**_merged(found.pop(_MERGE)), **found} if _MERGE in found else found


def _merged(sources: Any) -> dict[str, Any]:
    """What a merge key brings in; the first of several wins. Source: YAML merge key language-independent type."""
    whole: dict[str, Any] = {}
    for each in sources if isinstance(sources, list) else [sources]:
        if not isinstance(each, dict):
            raise ValueError("a merge key (<<) needs a mapping or a list of mappings")
        whole = {**each, **whole}
    return whole


def _key(key: object) -> str:
    if isinstance(key, str):
        return key
    words = {"True": "true", "False": "false", "None": "null"}
    return words.get(str(key), str(key))


class _CoreLoader(yaml.CSafeLoader):
    """PyYAML's C parser with the scalars of YAML 1.2's core schema and without merging."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave merge keys as they are, as ryaml does."""


CORE_SCALARS = {
    "bool": (re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), "tTfF"),
    "int": (re.compile(r"^(?:[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+)$"), "-+0123456789"),
    "float": (
        re.compile(
            r"^(?:[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)\.[0-9]*|(?:0|[1-9][0-9]*)(?=[eE]))(?:[eE][-+]?[0-9]+)?"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
        ),
        "-+.0123456789",
    ),
    "null": (re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
}
"""What is no text when it is written without quotes, and how it may begin. Source: YAML 1.2.2, 10.3 (and ``0b…``)."""

_CoreLoader.yaml_implicit_resolvers = {}
for _name, (_pattern, _first) in CORE_SCALARS.items():
    _CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_name}", _pattern, list(_first))
