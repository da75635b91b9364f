"""The search of a bugreport: what is listed is found, in which lines; nothing else is kept."""

from __future__ import annotations

import time
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from scanner.acquire import seen_hosts
from scanner.acquire.seen_hosts import find
from scanner.capture import Entry, Status
from scanner.parse.seen_hosts import HostRow, parse
from tests.virtual_phone import PhoneApp, phones
from tests.virtual_phone.bugreport import text

WANTED = frozenset({"spy.example.com", "watch.example.org", "85.10.199.40", "2a01:4f8::1"})


def rows(found: Entry) -> tuple[HostRow, ...]:
    return parse(found.stdout.decode()).value


def report(*lines: str) -> bytes:
    log = "".join(
        f"11-20 14:0{number % 10}:07.125 10234  2112  2140 I Tag: {line}\n" for number, line in enumerate(lines)
    )
    return (
        f"\n------ SYSTEM LOG (logcat -v threadtime -v uid) ------\n{log}------ 0.2s was the duration ------\n".encode()
    )


def test_a_listed_host_in_the_log_is_told_with_its_lines_times_and_uids() -> None:
    """Itself, or a host below it, in any way that a log writes hosts."""
    found = rows(
        find(report("x", "GET https://Spy.Example.com:443/a", "host=api.spy.example.com.", "spy.example.com"), WANTED)
    )
    assert {(row.host, row.lines, row.first, row.last, row.uids) for row in found} == {
        ("spy.example.com", 2, "11-20 14:01:07", "11-20 14:03:07", (10234,)),
        ("api.spy.example.com", 1, "11-20 14:02:07", "11-20 14:02:07", (10234,)),
    }


def test_what_only_looks_like_a_listed_host_is_not_told() -> None:
    """A domain above it, a longer name, a mail address, a file, a class, and a version of four numbers."""
    lines = ("example.com", "notspy.example.com", "spy.example.com.evil.net", "me@spy.example.com", "spy_example.com")
    more = ("spy.example.command", "com.example.spy", "my_spy.example.com", "version 85.10.199.40", "spy.example.com_x")
    found = find(report(*lines, *more), WANTED)
    assert rows(found) == ()


def test_nothing_but_listed_hosts_is_kept() -> None:
    """Neither the line nor any other name in it."""
    found = find(report("anna@example.net opened https://private.example.net/ and spy.example.com"), WANTED)
    assert b"anna" not in found.stdout
    assert b"private" not in found.stdout
    assert len(rows(found)) == 1


def test_connections_are_told_by_their_far_end_alone() -> None:
    """By netstat and by ss, which also tells whose they are."""
    phone = replace(
        phones.stock(34).with_app(PhoneApp("net.wlan.tool")), connections=(("net.wlan.tool", "85.10.199.40"),)
    )
    found = [row for row in rows(find(text(phone).encode(), WANTED)) if row.kind == "connection"]
    uid = phone.app_ids["net.wlan.tool"]
    assert {(row.title, row.host, row.uids) for row in found} == {
        ("DETAILED SOCKET STATE", "85.10.199.40", (uid,)),
        ("NETSTAT", "85.10.199.40", ()),
    }
    here = text(phone).replace("85.10.199.40", "9.9.9.9").replace("192.168.1.7", "85.10.199.40")
    assert [row for row in rows(find(here.encode(), WANTED)) if row.kind == "connection"] == []


def test_ipv6_is_read_as_netstat_and_ss_write_it() -> None:
    """Without and with brackets."""
    raw = b"\n------ NETSTAT (netstat -nW) ------\ntcp6 0 0 fe80::1:40 2a01:4f8::1:443 ESTABLISHED\n"
    raw += b"------ DETAILED SOCKET STATE (ss) ------\ntcp ESTAB 0 0 [fe80::1]:40 [2a01:4f8::1]:443 uid:10200 ino:1\n"
    assert [(row.host, row.uids) for row in rows(find(raw, WANTED))] == [("2a01:4f8::1", ()), ("2a01:4f8::1", (10200,))]


def test_before_android_8_the_second_number_of_a_line_is_no_uid() -> None:
    """It is that of a process there."""
    phone = replace(phones.stock(25), log=(("com.whatsapp", "spy.example.com"),))
    [row] = rows(find(text(phone).encode(), WANTED))
    assert (row.uids, row.lines) == ((), 1)
    assert row.first is not None


def test_the_services_of_the_network_are_searched() -> None:
    """The proxy of a Wi-Fi stands there, and the server that answers for names."""
    dump = "DUMP OF SERVICE HIGH connectivity:\n {DnsAddresses: [/85.10.199.40] HttpProxy: [spy.example.com] 8080}\n"
    found = rows(find(b"\n" + dump.encode() + b"DUMP OF SERVICE notification:\n watch.example.org\n", WANTED))
    assert {(row.kind, row.title, row.host) for row in found} == {
        ("network", "connectivity", "spy.example.com"),
        ("network", "connectivity", "85.10.199.40"),
    }


def test_a_bugreport_without_a_log_is_told() -> None:
    """No log is not a log without a listed host."""
    assert find(b"== dumpstate: x\n", WANTED).status is Status.PARTIAL
    assert find(report("x"), WANTED).status is Status.OK


def test_more_hosts_than_are_kept_are_told_and_bounded() -> None:
    """Somebody may fill a log with names below a listed one."""
    raw = report(*(f"n{number}.spy.example.com" for number in range(3 * seen_hosts.MOST_ROWS)))
    found = find(raw, WANTED)
    assert found.status is Status.PARTIAL
    assert len(rows(found)) == seen_hosts.MOST_ROWS


def test_a_hostile_log_takes_no_longer_than_an_ordinary_one() -> None:
    """Four megabytes without an end of a line, of dots, and of names that all end like a listed one."""
    for filler in (b"a", b".", b"a.", b"x.example.com ", b"n.spy.example.com ", b"spy.example.com\n"):
        raw = report("x") + b"------ EVENT LOG (logcat) ------\n" + filler * (4_000_000 // len(filler))
        begun = time.process_time()
        find(raw, WANTED)
        assert time.process_time() - begun < 8


@given(st.binary(max_size=400), st.integers(0, 400))
def test_no_bytes_bring_the_search_down(junk: bytes, at: int) -> None:
    """What it writes can always be read again."""
    raw = report("https://spy.example.com/", "tcp 85.10.199.40")
    assert isinstance(rows(find(raw[:at] + junk + raw[at:], WANTED)), tuple)
    assert isinstance(rows(find(b"\n------ NETSTAT (x) ------\ntcp 0 0 " + junk, WANTED)), tuple)


@given(st.lists(st.sampled_from(["a.spy.example.com", "watch.example.org", "example.com", "x", "85.10.199.40"])))
def test_the_search_counts_what_a_plain_count_counts(words: list[str]) -> None:
    """Line by line."""
    counted = {row.host: row.lines for row in rows(find(report(*words), WANTED))}
    assert counted == {host: words.count(host) for host in words if host in {"a.spy.example.com", "watch.example.org"}}
