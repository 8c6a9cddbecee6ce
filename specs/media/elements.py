"""XML documents as trees, read without entities and in bounded depth. Source: XML 1.0; Namespaces in XML 1.0."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_DEEPEST = 200
_MOST = 200_000
_NIL = ("http://www.w3.org/2001/XMLSchema-instance", "nil")
_NO_NAME = re.compile(r"[^\w.-]|^(?=[\d.-])")
_UNSPEAKABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BETWEEN = " "
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_ATTRIBUTE = _TEXT | str.maketrans({'"': "&quot;", "\t": "&#9;", "\n": "&#10;"})


@dataclass(slots=True, eq=False)
class Element:
    """An element.

    Attributes:
        namespace: its URI; empty for none.
        attributes: texts by namespace and name.
        text: all text directly inside.
        nil: ``xsi:nil``, which says that there is no value.
        prefixes: the prefix wanted for a namespace, by its URI; empty for the default namespace.
    """

    name: str
    namespace: str = ""
    attributes: dict[tuple[str, str], str] = field(default_factory=dict)
    text: str = ""
    children: list[Element] = field(default_factory=list)
    nil: bool = False
    prefixes: dict[str, str] = field(default_factory=dict)


def parse(body: bytes) -> Element:
    """The root element of a document.

    Raises:
        ValueError: it is not well-formed, has a document type, or is too deep or too large.
    """
    from xml.parsers import expat

    builder = _Builder()
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = builder.doctype
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, LookupError) as error:  # LookupError: an encoding that nobody knows
        raise ValueError(str(error)) from error
    return builder.root


class _Builder:
    def __init__(self) -> None:
        self._open: list[Element] = [Element("")]
        self._texts: list[list[str]] = [[]]
        self._made = 0

    @property
    def root(self) -> Element:
        return self._open[0].children[0]

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._made += 1
        if len(self._open) > _DEEPEST or self._made > _MOST:
            raise ValueError("it has too many elements, or too many inside each other")
        given = {_split(key): text for key, text in attributes.items()}
        nil = given.pop(_NIL, "") in ("true", "1")
        namespace, local = _split(name)
        element = Element(local, namespace, given, nil=nil)
        self._open[-1].children.append(element)
        self._open.append(element)
        self._texts.append([])

    def end(self, _: str) -> None:
        self._open.pop().text = "".join(self._texts.pop())

    def text(self, text: str) -> None:
        self._texts[-1].append(text)

    def doctype(self, *_: object) -> None:
        raise ValueError("a document type is not read")


def _split(name: str) -> tuple[str, str]:
    namespace, _, local = name.rpartition(_BETWEEN)
    return namespace, local


def to_text(element: Element, known: dict[str, str] | None = None) -> str:
    """An element with all inside it. Names and characters that XML does not have are replaced."""
    known = dict(known or {})
    declared = _declarations(element, known)
    tag = _qualified(element.namespace, element.name, known)
    given = "".join(
        f" {_qualified(namespace, name, known)}={_quoted(_spoken(text))}"
        for (namespace, name), text in element.attributes.items()
    )
    nil = f' xmlns:xsi="{_NIL[0]}" xsi:nil="true"' if element.nil else ""
    inner = escape(_spoken(element.text)) + "".join(to_text(child, known) for child in element.children)
    return f"<{tag}{declared}{given}{nil}>{inner}</{tag}>" if inner else f"<{tag}{declared}{given}{nil}/>"


def escape(text: str) -> str:
    """A text as it stands between two tags. Source: XML 1.0, 2.4 and 2.11."""
    return text.translate(_TEXT)


def _quoted(text: str) -> str:
    return f'"{text.translate(_ATTRIBUTE)}"'


def _declarations(element: Element, known: dict[str, str]) -> str:
    """Declares the namespaces that an element and its attributes need and that nobody above has declared."""
    declared = ""
    for namespace in dict.fromkeys([element.namespace, *(key[0] for key in element.attributes)]):
        wanted = element.prefixes.get(namespace, "")
        of_attribute = not wanted and namespace != element.namespace
        prefix = f"ns{len(known) + 1}" if of_attribute else wanted
        if namespace and known.get(namespace) != prefix:
            known[namespace] = prefix
            declared += f" xmlns{':' + prefix if prefix else ''}={_quoted(namespace)}"
    return declared


def _qualified(namespace: str, name: str, known: dict[str, str]) -> str:
    prefix, local = known.get(namespace, "") if namespace else "", _NO_NAME.sub("_", name) or "_"
    return f"{prefix}:{local}" if prefix else local


def _spoken(text: str) -> str:
    return _UNSPEAKABLE.sub("?", text)
