"""The hosts file, the hosts of app links, and the rows of the search of a bugreport."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.parse import hosts_file, packages, seen_hosts
from scanner.parse.base import ParseError
from scanner.parse.hosts_file import Redirect
from tests.virtual_phone import Phone, PhoneApp, phones
from tests.virtual_phone.dumps import package

HOST = st.from_regex(r"\A[a-z][a-z0-9]{0,8}(\.[a-z][a-z0-9]{0,8}){1,3}\Z")
PUBLIC = st.integers(0, 255).map(lambda last: f"85.10.199.{last}")


def test_the_hosts_file_of_an_ordinary_phone_leads_nothing_away() -> None:
    """It names the phone itself."""
    parsed = hosts_file.parse(Phone().hosts)
    assert (parsed.value.redirects, parsed.unread, parsed.problems) == ((), 0, ())


def test_names_that_lead_nowhere_are_held_back_and_not_led_away() -> None:
    """Advertising is blocked so; a name that leads to somebody's address is another matter."""
    text = "# list\n0.0.0.0 ads.example.com tracker.example.com # x\n127.0.0.1 flexispy.com\n192.168.1.2 nas.home.lan\n"
    parsed = hosts_file.parse(text + "85.10.199.40 Bank.Example.com.\n")
    assert parsed.value.redirects == (Redirect("bank.example.com", "85.10.199.40"),)
    assert parsed.value.held_back == 4


@given(st.dictionaries(HOST, PUBLIC, max_size=20))
def test_every_name_that_is_led_away_is_read(rows: dict[str, str]) -> None:
    """Whatever the names."""
    text = "127.0.0.1 localhost\n" + "".join(f"{address}\t{name}\n" for name, address in rows.items())
    assert {one.name: one.address for one in hosts_file.parse(text).value.redirects} == rows


def test_a_hosts_file_that_leads_more_names_away_than_are_kept_says_so() -> None:
    """What was read is used."""
    lines = [f"85.10.199.40 a{number}.example.com\n" for number in range(hosts_file.MOST_REDIRECTS + 3)]
    parsed = hosts_file.parse("".join(lines))
    assert len(parsed.value.redirects) == hosts_file.MOST_REDIRECTS
    assert parsed.problems


@pytest.mark.parametrize("text", ["", "\n", "cat: /system/etc/hosts: Permission denied\n", "null\n"])
def test_an_error_is_no_hosts_file(text: str) -> None:
    """The parser refuses it."""
    with pytest.raises(ParseError):
        hosts_file.parse(text)


@pytest.mark.parametrize("sdk", [24, 28, 30, 31, 34, 36])
def test_the_hosts_of_app_links_are_read_in_both_forms(sdk: int) -> None:
    """By package; what is no host (``*``) is none."""
    app = PhoneApp("net.wlan.tool", links=("Links.Example.com", "*.example.org", "*"))
    links = packages.parse(package.whole(phones.stock(sdk).with_app(app))).value.links
    assert links is not None
    assert links["net.wlan.tool"] == {"links.example.com", "example.org"}
    assert set(links) == {"net.wlan.tool", "com.google.android.apps.maps"}


def test_a_dump_without_that_section_tells_nothing_of_links() -> None:
    """Unknown is not none; nor is a section that stands behind the packages, where an app may have written it."""
    text = package.whole(phones.stock(34))
    head, section, rest = text.partition("Domain verification status:")
    rest = rest[rest.index("\n\n") :]
    assert packages.parse(head + rest).value.links is None
    assert packages.parse(head + rest + f"\n{section}\n  a.b {'0' * 36}:\n      x.com: none\n").value.links is None


@given(st.lists(st.text(max_size=40) | st.sampled_from(["  Package: a.b", "  Domains: x.com", "      y.org: none"])))
def test_no_text_among_the_links_brings_the_parser_down(lines: list[str]) -> None:
    """The packages are read all the same."""
    text = package.whole(phones.stock(30)).replace("App verification status:\n", "App verification status:\n{}\n", 1)
    kept = [line for line in "\n".join(lines).splitlines() if not line or line[0].isspace()]
    assert packages.parse(text.replace("{}", "\n".join(kept), 1)).value.packages


def test_rows_of_a_search_come_back() -> None:
    """Kind, part, host, lines, times and uids; what fits nothing is counted."""
    text = "parts\t3\nlog\tSYSTEM LOG\ta.x.com\t2\t11-20 14:01:07\t11-20 14:02:07\t10234,1000\n"
    [row] = seen_hosts.parse(text).value
    assert (row.kind, row.title, row.host, row.lines, row.uids) == ("log", "SYSTEM LOG", "a.x.com", 2, (10234, 1000))
    assert (row.first, row.last) == ("11-20 14:01:07", "11-20 14:02:07")
    parsed = seen_hosts.parse(text + "log\tX\t<b>\t1\t\t\t\nrumour\tX\ta.com\t1\t\t\t\n")
    assert (len(parsed.value), parsed.unread) == (1, 2)
    with pytest.raises(ParseError):
        seen_hosts.parse("log\tX\ta.com\t1\t\t\t\n")
