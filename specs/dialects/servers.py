"""Server Objects of OpenAPI 3."""

from __future__ import annotations

from specs.dialects.shape import Node
from specs.model import Server, Variable


def servers(holder: Node) -> tuple[Server, ...]:
    """The servers of a document, a path, an operation or a link's operation; none where it names none."""
    if not holder.mapping.get("servers"):
        return ()
    return tuple(map(server, holder.elements("servers")))


def server(node: Node) -> Server:
    """One Server Object."""
    return Server(
        url=node.text("url", "/"),
        pointer=node.pointer,
        name=node.text("name"),
        description=node.text("description"),
        variables={name: _variable(each) for name, each in node.items("variables")},
    )


def _variable(node: Node) -> Variable:
    return Variable(node.text("default"), node.texts("enum"), node.text("description"))
