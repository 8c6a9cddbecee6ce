"""Which network addresses are reached at all, and which only where somebody named them."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NEVER = tuple(
    map(
        ipaddress.ip_network,
        (
            "0.0.0.0/8",  # "this host" reaches loopback on most systems. Source: RFC 1122, 3.2.1.3
            "169.254.0.0/16",  # link-local, and where nearly every cloud keeps its credentials. Source: RFC 3927
            "100.100.100.200/32",  # metadata of Alibaba Cloud
            "168.63.129.16/32",  # the host of an Azure machine
            "192.0.0.192/32",  # metadata of Oracle Cloud Classic
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/128",
            "fe80::/10",
            "ff00::/8",
            "fd00:ec2::/32",  # metadata of AWS (fd00:ec2::254) and its neighbours
            "fd20:ce::254/128",  # metadata of Google Cloud
            "fd00:c1::a9fe:a9fe/128",  # metadata of Oracle Cloud
        ),
    )
)
_CARRIERS = (
    (ipaddress.IPv6Network("::ffff:0:0/96"), 0),
    (ipaddress.IPv6Network("::/96"), 0),
    (ipaddress.IPv6Network("64:ff9b::/96"), 0),
    (ipaddress.IPv6Network("64:ff9b:1::/48"), 0),
    (ipaddress.IPv6Network("2002::/16"), 80),
)
"""Networks of IPv6 that carry an IPv4 address, and how many bits to the right of it.

Source: RFC 4291, 2.5.5 (mapped, compatible); RFC 6052 and RFC 8215 (translated); RFC 3056 (6to4).
"""


def is_never_reached(address: Address) -> bool:
    """Whether nobody may be sent there: link-local, metadata of clouds, multicast, "this host", reserved."""
    return any(each in network for each in _meant(address) for network in _NEVER)


def is_public(address: Address) -> bool:
    """Whether it may be reached without having been named itself: neither loopback nor somebody's own network."""
    return all(each.is_global for each in _meant(address))


def _meant(address: Address) -> Iterator[Address]:
    """An address and the one that it carries inside."""
    yield address
    if isinstance(address, ipaddress.IPv6Address) and int(address) > 1:
        for network, shift in _CARRIERS:
            if address in network:
                yield ipaddress.IPv4Address(int(address) >> shift & 0xFFFFFFFF)
