"""Listed hosts that a phone names: told with their source, as a supporting sign, and never as listed stalkerware.

The families are private ones with hosts that nobody can have (RFC 2606).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.detect.host_index import HostIndex
from scanner.detect.signatures import load_signatures
from scanner.resources import schema_path
from tests.conftest import Outcome
from tests.virtual_phone import Phone, PhoneApp, bugreport_zip, phones, running
from tests.virtual_phone.saved import androidqf, write_zip

Run = Callable[..., Outcome]

FAMILY = """name: {name}
category: {category}
packages: [com.example.{word}]
hosts:
  websites: [www.{word}.example, page.{word}.example, "https://github.com/{word}/app", github.com]
  distribution: [get.{word}.example]
  c2_domains: [server.{word}.test, api.page.{word}.example, {word}.firebaseio.com, "bücher.{word}.test"]
  c2_addresses: [85.10.199.{number}, 104.25.28.15, 10.0.0.1]
source: {{name: A private list, date: "2026-11-01"}}
"""


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a family of stalkerware and one of watchware."""
    folder = tmp_path_factory.mktemp("lists")
    rows = (("Quietly", "stalkerware", "quietly", 40), ("Openly", "watchware", "openly", 41))
    for name, category, word, number in rows:
        text = FAMILY.format(name=name, category=category, word=word, number=number)
        (folder / f"{word}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def scan(clearsight: Run, lists: Path) -> Callable[..., Outcome]:
    """Scan a virtual phone with the private lists."""

    def call(phone: Phone) -> Outcome:
        with running(phone) as daemon:
            base = ("scan", "--serial", daemon.serial, "--via", "tcp", "--yes", "--json")
            return clearsight(*base, "--signatures", lists)

    return call


@pytest.fixture
def scan_report(clearsight: Run, lists: Path, tmp_path: Path) -> Callable[..., Outcome]:
    """Scan the bugreport of a virtual phone with the private lists."""

    def call(phone: Phone) -> Outcome:
        return clearsight("scan", "--from", bugreport_zip(phone, tmp_path / "x.zip"), "--json", "--signatures", lists)

    return call


def findings(found: Outcome) -> list[dict[str, Any]]:
    return [one for one in found.report["findings"] if one["rule"] == "listed-host"]


def evidence(found: dict[str, Any]) -> str:
    return "\n".join(line["text"] for line in found["evidence"])


def dns(host: str) -> Phone:
    return replace(phones.stock(34), global_={"private_dns_mode": "hostname", "private_dns_specifier": host})


@pytest.mark.parametrize("host", ["dns.server.quietly.test", "Page.Quietly.EXAMPLE."])
def test_names_asked_of_a_listed_host_need_attention(scan: Callable[..., Outcome], host: str) -> None:
    """Whoever runs it learns which sites are used; no visit puts a host there, so a page counts as a server does."""
    found = scan(dns(host))
    [one] = findings(found)
    assert (found.code, one["severity"], one["confidence"], one["match"]) == (10, "medium", "low", None)
    assert one["subject"]["type"] == "device"
    assert host.lower().rstrip(".") in evidence(one)
    assert "Private DNS" in evidence(one)
    assert one["evidence"][0]["source"] == "settings_global"
    assert found.report["verdict"]["level"] == "needs_attention"


def test_a_private_dns_that_is_not_in_force_is_not_told(scan: Callable[..., Outcome]) -> None:
    """Android keeps the name when somebody switches it off."""
    found = scan(dns("server.quietly.test").replacing(global_={"private_dns_specifier": "server.quietly.test"}))
    assert findings(found) == []


@pytest.mark.parametrize("key", ["http_proxy", "global_http_proxy_host", "global_proxy_pac_url"])
def test_a_proxy_that_is_listed_is_told(scan: Callable[..., Outcome], key: str) -> None:
    """In each of its settings, and of watchware without need for attention of its own."""
    value = {"http_proxy": "85.10.199.41:8080", "global_proxy_pac_url": "http://get.openly.example:80/x.pac"}
    found = scan(replace(phones.stock(34), global_={key: value.get(key, "server.openly.test")}))
    [one] = findings(found)
    assert one["severity"] == "low"
    assert key in evidence(one)


@pytest.mark.parametrize(
    ("line", "hits"),
    [
        ("85.10.199.40 mail.example.org", 1),
        ("9.9.9.9 server.quietly.test", 1),
        ("0.0.0.0 server.quietly.test", 0),
        ("127.0.0.1 page.quietly.example", 0),
        ("10.0.0.1 mail.example.org", 0),
        ("9.9.9.9 mail.example.org", 0),
    ],
)
def test_a_name_that_is_led_to_a_listed_address_is_told_and_one_that_is_blocked_is_not(
    scan: Callable[..., Outcome], line: str, hits: int
) -> None:
    """A list against advertising holds the same names, and leads them nowhere."""
    found = scan(replace(phones.stock(34), hosts=f"127.0.0.1 localhost\n{line}\n"))
    assert len(findings(found)) == hits
    assert all(one["evidence"][0]["source"] == "hosts_file" for one in findings(found))


@pytest.mark.parametrize("sdk", [28, 34])
def test_an_app_under_a_new_name_that_declares_a_listed_host_needs_attention(
    scan: Callable[..., Outcome], sdk: int
) -> None:
    """The finding is that app's; it names the family, and is no match with the list."""
    found = scan(
        phones.stock(sdk).with_app(PhoneApp("net.wlan.tool", links=("m.page.quietly.example", "a.example.org")))
    )
    [one] = findings(found)
    assert one["subject"] == {"type": "app", "package": "net.wlan.tool", "user": 0, "label": one["subject"]["label"]}
    assert (one["severity"], one["match"], found.code) == ("medium", None, 10)
    assert "Quietly" in evidence(one)
    assert "example.org" not in evidence(one)


def test_the_listed_app_itself_is_not_told_a_second_time(scan: Callable[..., Outcome]) -> None:
    """That it names its own maker's hosts is no news."""
    found = scan(phones.stock(34).with_app(PhoneApp("com.example.quietly", links=("page.quietly.example",))))
    assert found.code == 11
    assert findings(found) == []


def logged(*lines: str) -> Phone:
    return replace(
        phones.stock(34).with_app(PhoneApp("net.wlan.tool")), log=tuple(("net.wlan.tool", line) for line in lines)
    )


def test_the_evidence_tells_what_exactly_is_listed_and_as_what(scan_report: Callable[..., Outcome]) -> None:
    """The host itself or the domain above it; a page, a server, or a server below a page; which list, of which day."""
    phone = logged("eu.server.quietly.test", "shop.page.quietly.example", "api.page.quietly.example")
    told = "\n".join(evidence(one) for one in findings(scan_report(phone)))
    day = "(A private list, 2026-11-01)"
    above = "The domain above it, {}, is listed for Quietly as {} {}."
    assert above.format("server.quietly.test", "a server of its apps", day) in told
    assert above.format("page.quietly.example", "a page of its makers", day) in told
    low = "api.page.quietly.example is listed for Quietly as a server of its apps, below a page of its makers"
    assert f"{low} {day}." in told


def test_a_host_in_another_script_is_found_in_the_form_that_logs_have(scan_report: Callable[..., Outcome]) -> None:
    """The list writes it as people read it."""
    [one] = findings(scan_report(logged("connect to xn--bcher-kva.quietly.test")))
    assert one["severity"] == "medium"


def test_reports_with_such_findings_are_as_the_schema_says(scan_report: Callable[..., Outcome]) -> None:
    """Also a finding of a list without a match."""
    found = scan_report(logged("server.quietly.test www.openly.example"))
    jsonschema.validate(found.report, json.loads(schema_path().read_text()))
    assert len(findings(found)) == 2


def test_a_server_in_the_log_needs_attention_and_tells_when_and_which_app(scan_report: Callable[..., Outcome]) -> None:
    """And that this does not prove that the app is there."""
    found = scan_report(logged("connect to https://eu.server.quietly.test/", "again eu.server.quietly.test"))
    [one] = findings(found)
    assert (found.code, one["severity"], one["confidence"], one["match"]) == (10, "medium", "low", None)
    assert "in 2 lines, first at 11-20 14:01:07, last at 11-20 14:02:07" in evidence(one)
    assert "net.wlan.tool" in evidence(one)
    assert "does not show by itself" in one["meaning"]


@pytest.mark.parametrize("host", ["www.quietly.example", "shop.page.quietly.example", "get.quietly.example",
                                  "api.page.quietly.example", "server.openly.test"])  # fmt: skip
def test_a_page_in_the_log_is_worth_knowing_and_no_more(scan_report: Callable[..., Outcome], host: str) -> None:
    """Whoever looks for help opens such pages; so also servers below a page, and those of watchware."""
    found = scan_report(logged(f"opened https://{host}/"))
    assert [one["severity"] for one in findings(found)] == ["low"]
    assert found.report["verdict"]["level"] == "incomplete"


@pytest.mark.parametrize(
    "host",
    ["quietly.example", "github.com", "api.github.com", "github.com/quietly/app", "example", "firebaseio.com",
     "other.firebaseio.com", "server.quietly.test.example.org"],
)  # fmt: skip
def test_what_many_share_or_what_stands_above_a_listed_host_is_never_told(
    scan_report: Callable[..., Outcome], host: str
) -> None:
    """A page on a shared host does not match by its host."""
    assert findings(scan_report(logged(f"opened https://{host} now"))) == []


def test_a_connection_to_a_listed_address_is_told_with_its_app(scan_report: Callable[..., Outcome]) -> None:
    """Not one to a front that very many sites share."""
    phone = logged("x")
    found = scan_report(
        replace(phone, connections=(("net.wlan.tool", "85.10.199.40"), ("com.whatsapp", "104.25.28.15")))
    )
    [one] = findings(found)
    assert "85.10.199.40" in evidence(one)
    assert "net.wlan.tool" in evidence(one)
    assert "104.25.28.15" not in evidence(one)


def test_a_whole_list_of_hosts_in_the_log_is_told_as_one(clearsight: Run, tmp_path: Path) -> None:
    """An app that blocks them wrote it; the evidence stays short."""
    index = HostIndex.of(load_signatures().families)
    hosts = [host for host, rows in index.hosts.items() if rows[0].server and not host[-1].isdecimal()][:60]
    path = bugreport_zip(logged(*(f"blocked {host}" for host in hosts)), tmp_path / "x.zip")
    found = findings(clearsight("scan", "--from", path, "--json"))
    assert len([one for one in found if "server" in one["id"]]) == 1
    assert all(len(one["evidence"]) < 12 for one in found)
    assert "more of this kind" in evidence(found[0])


def test_nothing_of_a_log_but_listed_hosts_gets_into_a_bundle(clearsight: Run, lists: Path, tmp_path: Path) -> None:
    """And the bundle gives the same findings again."""
    path = bugreport_zip(logged("anna opened private.example.net", "server.quietly.test"), tmp_path / "x.zip")
    kept = tmp_path / "kept.zip"
    first = clearsight("scan", "--from", path, "--json", "--signatures", lists, "--save", kept)
    again = clearsight("scan", "--from", kept, "--json", "--signatures", lists)
    assert findings(again) == findings(first) != []
    assert b"private.example" not in kept.read_bytes()
    assert "private.example" not in first.out


def test_the_logs_of_an_androidqf_acquisition_are_searched(clearsight: Run, lists: Path, tmp_path: Path) -> None:
    """Beside those of its bugreport."""
    line = b"11-20 14:01:07.125 10234  2112  2140 I Tag: to server.quietly.test\n"
    files = {**androidqf(phones.stock(34), tmp_path), "logcat.txt": line}
    files.pop("hashes.csv", None)
    found = clearsight("scan", "--from", write_zip(files, tmp_path / "x.zip"), "--json", "--signatures", lists)
    [one] = findings(found)
    assert "(LOGCAT) names server.quietly.test in one line" in evidence(one)
    [row] = [row for row in found.report["coverage"] if row["check"] == "seen_hosts"]
    assert row["status"] == "ok"


def test_a_hosts_file_that_cannot_be_read_is_told(scan: Callable[..., Outcome]) -> None:
    """An empty one is no file of hosts."""
    found = scan(replace(phones.stock(34), hosts=""))
    [row] = [row for row in found.report["coverage"] if row["check"] == "hosts_file"]
    assert (row["status"], row["core"], found.code) == ("failed", False, 0)


def test_no_bundled_host_is_one_that_many_share() -> None:
    """Of the bundled lists, what is left in the index names somebody."""
    index = HostIndex.of(load_signatures().families)
    assert len(index.hosts) > 1000
    shared = ("github.com", "alog.umeng.com", "appjiagu.com", "b.appjiagu.com", "apprtc.appspot.com", "104.25.28.15")
    assert [host for host in shared if index.match(host)] == []
    assert {one.family.name for one in index.match("new.thetruthspy.com")} == {"TheTruthSpy"}
