"""Servers: the hosts and base paths that operations are found at."""

from __future__ import annotations

from contracts.compat.rules.examples import operation
from contracts.compat.rules.rule import breaks, notes, warns
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
        "server-removed",
        "",
        "{was} is no longer a server of the API",
        "Clients that are told to call this host may find nothing there; whether it still answers no document says.",
        "Keep the old host answering, or redirecting, until clients have moved.",
        (
            operation(servers=[{"url": "https://a.example"}, {"url": "https://b.example"}]),
            operation(servers=[{"url": "https://a.example"}]),
        ),
    ),
    warns(
        "server-changed",
        "",
        "The servers were {was} and are {now}",
        "Hosts differ from one place of an API to the next, and many clients are told theirs by a configuration: "
        "whether the old one still answers no document says.",
        "Keep the old host answering, or redirecting, until clients have moved.",
        (
            operation(servers=[{"url": "https://a.example/v1"}]),
            operation(servers=[{"url": "https://b.example/v1"}]),
        ),
        level=Level.BEHAVIOUR,
    ),
    notes(
        "server-added",
        "",
        "{now} is a new server of the API",
        "Clients go on calling the old ones.",
        (
            operation(servers=[{"url": "https://a.example"}]),
            operation(servers=[{"url": "https://a.example"}, {"url": "https://b.example"}]),
        ),
    ),
)
