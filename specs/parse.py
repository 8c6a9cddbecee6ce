"""Text → plain data: JSON natively, YAML as YAML 1.2's core schema reads it."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any

import orjson
import ryaml

from specs import pointers
from specs.errors import SpecError
from specs.slips import Slips

_SYNTAX = "correct the syntax"
_LAST, _ONCE = "and the last one holds", "write each key once"
_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_AT_LINE = re.compile(r"\bline (\d+)")
_HUGE_INTEGER = re.compile(r"\d{39,}")  # beyond 128 bits ryaml makes floats of them
_BRACKET = re.compile(r"[\[\]{}]")
_OPEN_BRACKETS = 5_000  # those in texts count too, and not every one of them has its partner
_MERGE = "<<"
_ANY_DIGIT = bytes.maketrans(b"123456789", b"000000000")
_RUN = b"0" * 19  # the least negative integer beyond 64 bits has as many digits, the least positive one 20
_DIGITS = re.compile(rb"0+")
_BEFORE_NUMBER = (b" ", b"\t", b"\r", b"\n", b":", b",", b"[", b"")


def parse(text: str | bytes, source: str, slips: Slips | None = None) -> Any:
    """Parse a JSON or YAML text.

    Args:
        text: the whole text; bytes are UTF-8.
        source: what to call it in an error; a name that ends in ``.json`` is never read as YAML.
        slips: where keys that are written twice are noted. Without it they are an error in YAML, and overlooked in
            JSON; in any case the last one holds.

    Returns:
        Mappings with string keys (``200:`` becomes ``"200"``), lists, strings, numbers, booleans and None.
        YAML dates stay strings, ``no`` is a string, ``007`` is not a number (YAML 1.2, not 1.1).

    Raises:
        SpecError: it cannot be parsed; ``line`` says where.
    """
    if isinstance(text, bytes):
        try:
            return _read_json(text, slips)
        except ValueError:
            text = _decoded(text, source)
    if source.lower().endswith(".json") or text.lstrip()[:1] in ("{", "["):
        return _parse_json(text, source, slips)
    return parse_yaml(text, source, slips)


def _parse_json(text: str, source: str, slips: Slips | None) -> Any:
    try:
        return _read_json(text.encode("utf-8", "surrogatepass"), slips)
    except ValueError as error:
        if not source.lower().endswith(".json"):  # a flow mapping at the start of a YAML text
            try:
                return parse_yaml(text, source, slips)
            except SpecError:
                pass
        told, line = getattr(error, "msg", str(error)), getattr(error, "lineno", None)
        raise SpecError(f"not valid JSON: {told}", source=source, line=line, hint=_SYNTAX) from error


def _read_json(content: bytes, slips: Slips | None) -> Any:
    data = orjson.loads(content)  # what it accepts is JSON and not too deep for the other
    if slips is not None and _may_repeat_keys(content, data):
        _note_repeated_keys(content, slips)
    return json.loads(content) if _has_long_integer(content) else data


def _decoded(content: bytes, source: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise SpecError(f"not UTF-8 text (byte {error.start})", source=source, hint="save it as UTF-8") from error


def _may_repeat_keys(content: bytes, data: Any) -> bool:
    """Whether a JSON text may have more members than what was read of it. Quick where it has not."""
    try:
        return content.count(b'":') != orjson.dumps(data).count(b'":')
    except TypeError:  # integers beyond 64 bits, or a depth that orjson reads and does not write
        return True


class _Repeating(dict[str, Any]):
    """An object of a JSON text in which ``keys`` stand more than once."""

    keys_again: tuple[str, ...] = ()


def _object(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(members)
    if len(found) == len(members):
        return found
    again = _Repeating(found)
    again.keys_again = tuple(key for key, times in Counter(key for key, _ in members).items() if times > 1)
    return again


def _note_repeated_keys(content: bytes, slips: Slips) -> None:
    try:
        stack = [(json.loads(content, object_pairs_hook=_object), "")]
    except RecursionError:  # nobody writes so deep by hand
        return
    while stack:
        value, pointer = stack.pop()
        if isinstance(value, _Repeating):
            for key in value.keys_again:
                slips.note(pointers.join(pointer, key), f"{key!r} is written more than once, {_LAST}", _ONCE)
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        stack += [(item, pointers.join(pointer, key)) for key, item in inside if isinstance(item, dict | list)]


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


def parse_yaml(text: str, source: str, slips: Slips | None) -> Any:
    """As ``parse``, for a text that is YAML although it may begin as JSON does."""
    _refuse_depth(text, source)
    # ryaml is ten times faster than PyYAML's C parser, limits nesting and repetition, but refuses what real documents
    # have: huge integers, keys that are written twice, and characters escaped as JSON escapes them.
    if _HUGE_INTEGER.search(text):
        return _parse_slowly(text, source, slips)
    try:
        return _plain(ryaml.loads(text))
    except (ryaml.InvalidYamlError, ValueError) as error:
        told = str(error)
        if "Unicode character escape" in told and _PAIR.search(text):
            return parse_yaml(_PAIR.sub(_joined, text), source, slips)
        if "invalid type: integer" in told or "duplicate entry" in told:
            return _parse_slowly(text, source, slips)
        raise _yaml_error(told, source) from error


def _joined(pair: re.Match[str]) -> str:
    """The character that two escapes of UTF-16 stand for. Source: RFC 8259, 7."""
    return bytes.fromhex(pair[1] + pair[2]).decode("utf-16-be")


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


def _parse_slowly(text: str, source: str, slips: Slips | None) -> Any:
    import yaml  # a second parser, and most documents do not need it

    from specs import yaml_events

    try:
        node = yaml_events.read(text)
        if node is None:
            return None
        for path, line in node.doubled():
            if slips is None:
                raise ValueError(f'duplicate entry with key "{path[-1]}" at line {line + 1}')
            slips.note(pointers.join("", *path), f"{path[-1]!r} is written again on line {line + 1}, {_LAST}", _ONCE)
        return _plain(node.plain())
    except (yaml.YAMLError, ValueError, RecursionError) as error:
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
        name = key_text(key)
        if name in found:
            raise ValueError(f'duplicate entry with key "{name}"')
        found[name] = _plain(item)
    return {**_merged(found.pop(_MERGE)), **found} if _MERGE in found else found


def key_text(key: object) -> str:
    """A key as a JSON object has it: ``200:`` is ``"200"``."""
    if isinstance(key, str):
        return key
    words = {"True": "true", "False": "false", "None": "null"}
    return words.get(str(key), str(key))


def _merged(sources: Any) -> dict[str, Any]:
    """What a merge key brings in; the first of several wins. Source: YAML merge key language-independent type."""
    whole: dict[str, Any] = {}
    for each in sources if isinstance(sources, list) else [sources]:
        if not isinstance(each, dict):
            raise ValueError("a merge key (<<) needs a mapping or a list of mappings")
        whole = {**each, **whole}
    return whole
