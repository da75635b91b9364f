"""Hosts of lists and of phones are held against each other in one form."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.hostnames import address_of, host_of, listed_host, name_of


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("API.Example.COM.", "api.example.com"),
        ("https://user@shop.example.com:8443/buy?x=1#y", "shop.example.com"),
        ("example.com:8080", "example.com"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("85.10.199.40:443", "85.10.199.40"),
        ("[2a01:4f8::1]:443", "2a01:4f8::1"),
        ("2A01:4F8:0::1", "2a01:4f8::1"),
        ("::ffff:85.10.199.40", "85.10.199.40"),
        ("http://85.10.199.40/x", "85.10.199.40"),
    ],
)
def test_a_host_has_one_form(text: str, host: str) -> None:
    """Capitals, final dots, ports, paths, other scripts and ways to write an address make no difference."""
    assert host_of(text) == host


@pytest.mark.parametrize(
    "text",
    ["", "localhost", "10.0.0.1", "127.0.0.1", "192.168.1.7:80", "fe80::1%wlan0", "::1", "224.0.0.251", "0.0.0.0:53",
     "a..b", "-a.com", "a b.com", "x" * 300 + ".com", "*.com", "1.2.3.4.5", "..", "a." * 200 + "com", "http://"],
)  # fmt: skip
def test_what_is_no_host_on_the_internet_is_none(text: str) -> None:
    """A word alone, a private or reserved address, and what has the form of neither."""
    assert host_of(text) is None


def test_a_listed_host_stands_for_all_below_it_and_never_for_what_is_above() -> None:
    """Nor for one that only ends like it."""
    wanted = {"x.com", "api.y.org", "85.10.199.40"}
    assert listed_host("a.b.x.com", wanted) == "x.com"
    assert listed_host("x.com", wanted) == "x.com"
    assert listed_host("y.org", wanted) is None
    assert listed_host("notx.com", wanted) is None
    assert listed_host("85.10.199.40", wanted) == "85.10.199.40"
    assert listed_host("85.10.199.40", {"10.199.40", "199.40"}) is None


@given(st.text(max_size=80) | st.from_regex(r"\A[a-z0-9.\-:\[\]/@%]{0,60}\Z"))
def test_the_one_form_of_a_host_is_its_own(text: str) -> None:
    """Whatever a phone prints: a host in its one form is ASCII, short, and stays as it is."""
    host = host_of(text)
    if host is not None:
        assert host.isascii()
        assert host_of(host) == host
        assert (name_of(host) is None) != (address_of(host) is None)


@given(st.ip_addresses())
def test_addresses_are_somebodys_or_none(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    """An address that is reachable from elsewhere has a form, any other has none."""
    found = address_of(str(address))
    if found is not None:
        assert ipaddress.ip_address(found).is_global
