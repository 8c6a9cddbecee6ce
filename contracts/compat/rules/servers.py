"""Servers: the hosts and base paths that operations are found at."""

from __future__ import annotations

from contracts.compat.rules.examples import operation
from contracts.compat.rules.rule import breaks, warns
from contracts.findings import Level

RULES = (
    breaks(
        "base-path-removed",
        "request",
        "The API no longer answers under {was}",
        "The path of every request begins with the base path of a server: clients that have this one built in find "
        "nothing there any more.",
        "Serve the old base path as well, or redirect from it, until clients have moved.",
        (operation(servers=[{"url": "/v2"}, {"url": "/v1"}]), operation(servers=[{"url": "/v2"}])),
    ),
    warns(
        "server-changed",
        "",
        "The servers were {was} and are {now}",
        "Hosts differ from one place of an API to the next, and many clients are told theirs by a configuration: "
        "whether the old one still answers no document says.",
        "Keep the old host name answering until clients have moved.",
        (
            operation(servers=[{"url": "https://a.example/v1"}]),
            operation(servers=[{"url": "https://b.example/v1"}]),
        ),
        level=Level.BEHAVIOUR,
    ),
)
