"""Patterns of file names, on disk and at a Git revision: ``apis/*.yaml``, ``main:apis/**/openapi.yaml``.

``*`` and ``?`` stand for anything but a slash, ``[…]`` for one of some characters, ``**`` for any folders; a name that
starts with a dot is only met where the pattern has the dot.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from specs import revisions
from specs.errors import SpecError

MOST = 1000
"""Documents that a pattern may mean."""
_MAGIC = re.compile(r"[*?\[]")
_TOKEN = re.compile(r"\*+|\?|\[(!?)(\]?[^\]]*)\]|.", re.DOTALL)
_FOLDERS = r"(?:(?!\.)[^/]+/)*"
_NUMBERS = re.compile(r"(\d+)")


def is_pattern(name: str) -> bool:
    """Whether a name is a pattern: no file is called so, and it has what patterns have."""
    if not _MAGIC.search(name.rpartition(":")[2]) or name.startswith(("http://", "https://")) or "\0" in name:
        return False
    at = None if Path(name).exists() else revisions.parse(name)
    return not (Path(name).exists() or (at and at[0].has(at[1])))


def expand(pattern: str) -> Mapping[str, str]:
    """The documents that a pattern means.

    Returns:
        The name of each by what stands in place of the pattern's first folder or name that is one, in the order of
        people: ``1.2`` before ``1.10``.

    Raises:
        SpecError: there are none, or more than ``MOST``.
    """
    at = revisions.parse(pattern)
    whole = at[1] if at else os.path.normpath(pattern)
    segments = whole.split("/")
    fixed = next(index for index, each in enumerate(segments) if _MAGIC.search(each))
    base = "/".join(segments[:fixed])
    base = f"{base}/" if base or fixed else ""
    wanted = segments[fixed:]
    form = re.compile("".join(map(_folder, wanted[:-1])) + _file(wanted[-1]), re.DOTALL)
    rests = _at(at[0], base) if at else _on_disk(base or ".", wanted)
    found = sorted((rest for rest in rests if form.fullmatch(rest)), key=_as_people_do)
    if not found:
        missing = None if at else revisions.why_not(pattern)
        told, hint = missing or ("nothing is called so", "correct the pattern")
        raise SpecError(told, source=pattern, hint=hint)
    if len(found) > MOST:
        raise SpecError(f"means {len(found)} documents", source=pattern, hint=f"mean at most {MOST} at a time")
    prefix = f"{at[0].name}:{base}" if at else base
    return {rest: prefix + rest for rest in found}


def _folder(segment: str) -> str:
    """A part of a pattern that a slash follows, as a regular expression."""
    return _FOLDERS if segment == "**" else f"{_name(segment)}/"


def _file(segment: str) -> str:
    """The last part of a pattern."""
    return _FOLDERS + _name("*") if segment == "**" else _name(segment)


def _name(segment: str) -> str:
    visible = r"(?!\.)" if segment[0] in "*?[" else ""
    return visible + "".join(map(_part, _TOKEN.finditer(segment)))


def _part(token: re.Match[str]) -> str:
    text = token[0]
    if text[0] == "*":
        return "[^/]*"
    if text[0] == "[" and len(text) > 1:
        inside = token[2].replace("\\", r"\\").replace("[", r"\[").replace("^", r"\^").replace("]", r"\]")
        return f"[{'^/' if token[1] else ''}{inside}]"
    return "[^/]" if text == "?" else re.escape(text)


def _at(revision: revisions.Revision, base: str) -> Iterator[str]:
    """The paths below a folder of a revision."""
    return (path[len(base) :] for path in revision.files() if path.startswith(base))


def _on_disk(base: str, wanted: list[str]) -> Iterator[str]:
    """The paths below a folder, as deep as a pattern goes, without folders that it cannot mean."""
    deepest = None if "**" in wanted else len(wanted) - 1
    hidden = any(each.startswith(".") for each in wanted)
    for folder, folders, files in os.walk(base):
        steps = Path(folder).relative_to(base).parts
        yield from ("/".join([*steps, file]) for file in files)
        kept = [each for each in folders if hidden or not each.startswith(".")]
        folders[:] = kept if deepest is None or len(steps) < deepest else []


def _as_people_do(name: str) -> list[tuple[int, str]]:
    """A key by which numbers inside names are in their order."""
    return [(int(each), "") if each.isdigit() else (0, each) for each in _NUMBERS.split(name)]
