"""XML as a schema's ``xml`` objects describe it. Source: OAS 3.2.0, XML Object; RFC 7303."""

from __future__ import annotations

from typing import Any

from specs.media.elements import Element, parse, to_text
from specs.media.frame import Content, Frame
from specs.media.naming import Naming, name_of
from specs.scalars import spelled
from specs.schemas import defs_name
from specs.styles.shape import ANYTHING, Shape
from specs.targets import HOMES

_ROOT = "root"
_TEXT_NODES = ("text", "cdata")


def read(body: bytes, frame: Frame) -> Content:
    """The value that a document spells.

    Elements and attributes that the schema does not declare become properties all the same, for it to refuse.

    Raises:
        ValueError: it is not well-formed, or has a document type, whose entities could be anything.
    """
    shape = _shape(frame)
    root = parse(body)
    named = name_of(shape, "")
    if named.explicit and not named.calls(root):
        raise ValueError(f"the root element must be {named.told}")
    return Content(_value(root, shape))


def write(value: Any, frame: Frame) -> bytes:
    """A value as a document; what is XML already stays as it is."""
    if isinstance(value, str) and value.lstrip().startswith("<"):
        return value.encode()
    shape = _shape(frame)
    named = name_of(shape, _called(frame, shape))
    if isinstance(value, list) and not named.wrapped:
        inner = name_of(shape.item, "item")
        root = named.element()
        root.children = [_element(item, shape.item, inner) for item in value]
    else:
        (root,) = _elements(value, shape, named)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + to_text(root).encode()


def _shape(frame: Frame) -> Shape:
    schema = frame.media.schema
    if schema is None:
        return ANYTHING
    key = (read, schema.identity, frame.direction)
    if key not in schema.space.memo:
        root = schema.annotated(frame.direction)
        schema.space.memo[key] = Shape(root, root, integral=schema.space.draft.integral)
    found: Shape = schema.space.memo[key]
    return found


def _called(frame: Frame, shape: Shape) -> str:
    """The root's name where no ``xml`` object says it: that of the schema."""
    reference = shape.schema.get("$ref") if isinstance(shape.schema, dict) else None
    if isinstance(reference, str):
        return defs_name(reference).rpartition("/")[2]
    pointer = frame.media.schema.pointer if frame.media.schema else ""
    home, _, name = pointer.rpartition("/")
    return name if home in HOMES else _ROOT


def _value(element: Element, shape: Shape) -> Any:
    if element.nil and ("null" in shape.types):
        return None
    if shape.kind == "array":
        return [_value(child, shape.item) for child in element.children]
    if element.children or (shape.kind == "object" and not _only_text(element, shape)):
        return _object(element, shape)
    return _leaf(element.text, shape)


def _only_text(element: Element, shape: Shape) -> bool:
    """Whether there is text, and nothing else, where nothing says what text would mean."""
    if element.attributes or not element.text.strip():
        return False
    return not any(name_of(shape.member(name), name).kind in _TEXT_NODES for name in shape.declared)


def _leaf(text: str, shape: Shape) -> Any:
    types = shape.types
    stripped = text.strip()
    if stripped == "" and "null" in types and "string" not in types:
        return None
    return shape.value(text if "string" in types else stripped)


def _object(element: Element, shape: Shape) -> dict[str, Any]:
    found: dict[str, Any] = {}
    attributes, children = dict(element.attributes), list(element.children)
    for name in shape.declared:
        inner = shape.member(name)
        named = name_of(inner, name)
        if named.kind == "attribute":
            sent = named.taken_attribute(attributes)
            if sent is not None:
                found[name] = inner.value(sent)
        elif named.kind in _TEXT_NODES:
            if element.text.strip() or "string" in inner.types:
                found[name] = _leaf(element.text, inner)
        else:
            taken = _taken(children, inner, named)
            known = {id(each) for each in taken}
            children = [child for child in children if id(child) not in known]
            if taken:
                found[name] = _several(taken, inner, named)
    return found | _undeclared(attributes, children, shape)


def _taken(children: list[Element], shape: Shape, named: Naming) -> list[Element]:
    """The children that spell a property. An array that is not wrapped goes by its items' name."""
    if shape.kind != "array" or named.wrapped:
        return [child for child in children if named.calls(child)]
    item = name_of(shape.item, named.name)
    return [child for child in children if item.calls(child)]


def _several(taken: list[Element], shape: Shape, named: Naming) -> Any:
    if shape.kind == "array":
        if not named.wrapped:
            return [_value(child, shape.item) for child in taken]
        return [_value(child, shape.item) for wrapper in taken for child in wrapper.children]
    values = [_value(child, shape) for child in taken]
    return values[0] if len(values) == 1 else values


def _undeclared(attributes: dict[tuple[str, str], str], children: list[Element], shape: Shape) -> dict[str, Any]:
    found: dict[str, list[Any]] = {name: [text] for (_, name), text in attributes.items()}
    for child in children:
        found.setdefault(child.name, []).append(_value(child, shape.undeclared))
    return {name: values[0] if len(values) == 1 else values for name, values in found.items()}


def _elements(value: Any, shape: Shape, named: Naming) -> list[Element]:
    """The elements of one value: several for an array without a wrapper."""
    if not isinstance(value, list):
        return [_element(value, shape, named)]
    items = [_element(item, shape.item, name_of(shape.item, named.name)) for item in value]
    if not named.wrapped:
        return items
    wrapper = named.element()
    wrapper.children = items
    return [wrapper]


def _element(value: Any, shape: Shape, named: Naming) -> Element:
    made = named.element()
    if isinstance(value, list):
        made.children = [each for item in value for each in _elements(item, shape.item, name_of(shape.item, "item"))]
    elif isinstance(value, dict):
        for name, item in value.items():
            _add(made, item, shape.member(name), name)
    elif value is None:
        made.nil = True
    else:
        made.text = spelled(value)
    return made


def _add(made: Element, value: Any, shape: Shape, name: str) -> None:
    named = name_of(shape, name)
    if named.kind == "attribute" and not isinstance(value, dict | list):
        if value is not None:
            made.attributes[(named.namespace, named.name)] = spelled(value)
            made.prefixes.update(named.prefixes)
    elif named.kind in _TEXT_NODES:
        made.text = "" if value is None else spelled(value)
    else:
        made.children += _elements(value, shape, named)
