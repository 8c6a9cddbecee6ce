"""Which addresses are reached."""

from __future__ import annotations

import ipaddress

import pytest

from specs.addresses import is_never_reached, is_public

NEVER = """
169.254.169.254 169.254.0.1 fe80::1 febf::1 100.100.100.200 168.63.129.16 192.0.0.192 fd00:ec2::254 fd20:ce::254
0.0.0.0 0.1.2.3 :: 224.0.0.1 ff02::1 255.255.255.255 240.0.0.1
::ffff:169.254.169.254 ::169.254.169.254 64:ff9b::a9fe:a9fe 64:ff9b:1::a9fe:a9fe 2002:a9fe:a9fe::1
""".split()
OWN = """
127.0.0.1 127.8.8.8 ::1 10.0.0.1 172.16.0.1 192.168.1.1 100.64.0.1 fd12::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1
::127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::
""".split()
PUBLIC = "1.1.1.1 8.8.8.8 93.184.216.34 2606:4700::1111 2001:4860:4860::8888 64:ff9b::101:101".split()


@pytest.mark.parametrize("address", NEVER)
def test_nobody_is_sent_to_metadata_or_to_what_is_no_host(address: str) -> None:
    assert is_never_reached(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", OWN)
def test_loopback_and_private_networks_are_not_public(address: str) -> None:
    assert not is_never_reached(ipaddress.ip_address(address))
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_other_addresses_are_public(address: str) -> None:
    assert not is_never_reached(ipaddress.ip_address(address))
    assert is_public(ipaddress.ip_address(address))
