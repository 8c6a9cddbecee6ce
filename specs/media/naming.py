"""What a schema's ``xml`` objects call its values. Source: OAS 3.2.0, XML Object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specs import shapes
from specs.media.elements import Element
from specs.styles.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """How a value stands in a document.

    Attributes:
        kind: ``element``, ``attribute``, ``text``, ``cdata`` or ``none``.
        namespace: its URI; empty for none.
        prefix: of the namespace, where the document wants a certain one.
        wrapped: an array has an element around its items.
        explicit: the name is written in the document, not that of the property or schema.
    """

    name: str
    kind: str = "element"
    namespace: str = ""
    prefix: str = ""
    wrapped: bool = False
    explicit: bool = False

    @property
    def told(self) -> str:
        """The name for a person."""
        return f"{self.name} of {self.namespace}" if self.namespace else self.name

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefix of the namespace, by its URI."""
        return {self.namespace: self.prefix} if self.namespace else {}

    def calls(self, element: Element) -> bool:
        """Whether an element has this name. Where none is written, a namespace is not looked at."""
        return element.name == self.name and (not self.namespace or element.namespace == self.namespace)

    def taken_attribute(self, attributes: dict[tuple[str, str], str]) -> str | None:
        """The attribute of this name, which is taken away; None where there is none."""
        for key in attributes:
            if key[1] == self.name and (not self.namespace or key[0] in ("", self.namespace)):
                return attributes.pop(key)
        return None

    def element(self) -> Element:
        """A new element of this name."""
        return Element(self.name, self.namespace, prefixes=self.prefixes)


def name_of(shape: Shape, otherwise: str) -> Naming:
    """How the values of a schema stand in a document, under the name of their property where nothing else is said."""
    xml: dict[str, Any] = {}
    for part in shapes.parts(shape.schema, shape.root):
        own = part.get("x-xml")
        if isinstance(own, Mapping):
            xml = {**own, **xml}
    name = xml.get("name")
    explicit = isinstance(name, str) and bool(name)
    kind = xml.get("nodeType") or ("attribute" if xml.get("attribute") is True else "element")
    wrapped = xml.get("wrapped") is True or (shape.kind == "array" and xml.get("nodeType") == "element")
    return Naming(
        name=name if isinstance(name, str) and name else otherwise,
        kind=str(kind),
        namespace=str(xml.get("namespace") or ""),
        prefix=str(xml.get("prefix") or ""),
        wrapped=wrapped,
        explicit=explicit,
    )
