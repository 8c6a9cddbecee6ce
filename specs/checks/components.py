"""Checks of components: what nothing uses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from specs import pointers
from specs.checks.problem import Check, Found, Mend, Severity
from specs.checks.subject import Subject
from specs.discriminators import mapped

_OLD_HOMES = ("definitions", "parameters", "responses")


def unused_components(subject: Subject) -> Iterator[Found]:
    """Components that no operation, webhook or callback leads to, by whatever way."""
    if not subject.operations:
        return
    homes = list(_homes(subject))
    made: defaultdict[str, set[str]] = defaultdict(set)
    for pointer, target in _edges(subject):
        made[_component(pointer, homes)].add(_component(target, homes))
    used, waiting = {""}, [""]
    while waiting:
        new = made[waiting.pop()] - used
        used |= new
        waiting += new
    for home in homes:
        for name in subject.at(home) or {}:
            pointer = pointers.join(home, name)
            if pointer not in used and not name.startswith("x-"):
                kind, title = home.rpartition("/")[2], f"component {name!r}"
                yield Found(pointer, f"{title} of {kind} is used by nothing", mends=(Mend(pointer),))


def _homes(subject: Subject) -> Iterator[str]:
    """Where components stand, by pointer; security schemes are used by name and judged elsewhere."""
    if subject.document.dialect == "2.0":
        yield from (f"/{home}" for home in _OLD_HOMES if isinstance(subject.at(f"/{home}"), dict))
        return
    components = subject.at("/components")
    for kind, members in components.items() if isinstance(components, dict) else ():
        if isinstance(members, dict) and kind != "securitySchemes" and not kind.startswith("x-"):
            yield pointers.join("/components", kind)


def _edges(subject: Subject) -> Iterator[tuple[str, str]]:
    """From a place to what it leads to: by reference, by a discriminator's mapping, and from a base to its variants."""
    schemas = {name: schema.pointer for name, schema in subject.document.schemas.items()}
    anchors = {
        str(node[key]): pointer
        for node, pointer, _ in subject.schemas
        for key in ("$anchor", "$dynamicAnchor")
        if key in node
    }
    for reference, pointer in subject.references:
        if reference.startswith("#"):
            fragment = pointers.from_fragment(reference[1:])
            target = fragment if fragment.startswith("/") else anchors.get(fragment, "")
            yield pointer, target
            if _discriminates(subject, target):
                yield target, pointer  # a variant names its base, and the base's discriminator means the variant
    for node, pointer, _ in subject.schemas:
        if isinstance(node.get("$dynamicRef"), str):
            yield pointer, anchors.get(node["$dynamicRef"][1:], "")
        for target in mapped(node).values():
            yield pointer, schemas.get(target, pointers.from_fragment(target[1:]) if target.startswith("#/") else "")


def _discriminates(subject: Subject, pointer: str) -> bool:
    node = subject.at(pointer) if pointer else None
    return isinstance(node, dict) and "discriminator" in node


def _component(pointer: str, homes: list[str]) -> str:
    """The component that a place belongs to; "" where it belongs to none."""
    for home in homes:
        if pointer.startswith(f"{home}/"):
            return f"{home}/{pointer[len(home) + 1 :].partition('/')[0]}"
    return ""


CHECKS = (Check("component-unused", Severity.WARNING, unused_components, "remove it, or refer to it"),)
