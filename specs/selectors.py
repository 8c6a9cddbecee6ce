"""How a person names operations: by id, by method and path, by a pattern of paths, by tag."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from specs.errors import SpecError
from specs.handwritten import suggestion
from specs.model import Document, Operation

_TAG = "tag:"
_METHOD = re.compile(r"([^\s/*]+)\s+(/.*|\*+)")
_PARAMETER = re.compile(r"\\\{[^/{}]*\\\}")
_MOST_STARS = 8
"""More make some texts take for ever."""


def selected(document: Document, target: str) -> tuple[Operation, ...]:
    """The operations that a name means, in the document's order; none where the document has none of them.

    Args:
        document: whose operations.
        target: an operationId or a pattern of them; ``METHOD /path`` or ``/path``, with or without the base path, where
            ``*`` stands for anything within a segment and ``**`` for anything at all; ``tag:NAME``; ``*`` for all.

    Raises:
        SpecError: it is no name.
    """
    exact = tuple(each for each in document.operations if target in (each.id, each.key))
    return exact or tuple(filter(_test(document, target), document.operations))


def unknown(documents: Iterable[Document], target: str) -> str:
    """What to say of a name that means nothing."""
    operations = [operation for document in documents for operation in document.operations]
    names = {name for each in operations for name in (each.id, each.key) if name}
    hint = suggestion(target, names)
    return f"the document has no operation {target!r}" + (f" ({hint})" if hint else "")


def _test(document: Document, target: str) -> Callable[[Operation], bool]:
    if target.startswith(_TAG):
        return lambda operation: target[len(_TAG) :] in operation.tags
    if target in ("*", "**"):
        return lambda _: True
    found = _METHOD.fullmatch(target)
    method, path = (found[1], found[2]) if found else ("", target)
    pattern = _pattern(path)
    if not found and not path.startswith("/"):
        return lambda operation: operation.id is not None and bool(pattern.fullmatch(operation.id))

    def fits(operation: Operation) -> bool:
        if method and method.upper() != operation.method.upper():
            return False
        bases = dict.fromkeys(("", *document.base_paths_of(operation)))
        return any(pattern.fullmatch(base + operation.path) for base in bases)

    return fits


def _pattern(text: str) -> re.Pattern[str]:
    """Parameters may have other names."""
    parts = re.split(r"(\*+)", text)
    if len(parts) > 2 * _MOST_STARS + 1:
        raise SpecError(f"the pattern {text[:80]!r} has more than {_MOST_STARS} stars")
    wild = {"*": "[^/]*"}
    return re.compile(
        "".join(
            wild.get(part, ".*") if part.startswith("*") else _PARAMETER.sub(r"\\{[^/{}]*\\}", re.escape(part))
            for part in parts
        )
    )
