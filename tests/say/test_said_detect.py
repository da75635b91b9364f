"""What lists, rules and facts say is said by messages, so that it can be told in another language.

Whatever is not put in by a message is held against what the phone itself said: nothing else may be left in English.
"""

from __future__ import annotations

import gettext
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

import pytest

from scanner.detect.facts import FACTS
from scanner.detect.host_index import HostIndex
from scanner.detect.host_words import sighting
from scanner.detect.hosts import host_findings
from scanner.detect.listed import label_evidence
from scanner.detect.rules import load_rules
from scanner.detect.signatures import load_signatures
from scanner.detect.tables import Label
from scanner.detect.vocabulary import (
    DEVICE_STATES,
    KEEPS_GOING,
    KINDS,
    OPENED,
    PERMISSIONS,
    POWERS,
    STATES,
    USES,
    WATCHING,
)
from scanner.join.snapshot import join
from scanner.language import Language, speaking, told
from scanner.model import SeenHost, Sight
from scanner.pipeline import Judge
from scanner.read import read
from scanner.say import Said, SaidList
from tests.detect.specimens import SPECIMENS
from tests.evaluation.printed import capture_of, report_of
from tests.virtual_phone import phones

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.results import Finding, Report
    from tests.virtual_phone import Phone

_TOKENS = re.compile(r"[\w.]+(?:, [\w.]+)*")
"""Names of permissions and packages, one or several."""


class Marked(gettext.NullTranslations):
    """A language that puts every message of ours between marks, and where a number decides between double ones."""

    def gettext(self, message: str) -> str:
        return f"<{message}>"

    def ngettext(self, one: str, several: str, count: int) -> str:
        return f"<<{one if count == 1 else several}>>"


def plain(value: object) -> Iterator[str]:
    """Yield every text in a value that no message of ours holds."""
    match value:
        case SaidList():
            parts: Iterator[object] = iter(value.parts)
        case Said():
            parts = iter(value.values.values())
        case str():
            yield value
            return
        case dict():
            parts = iter(value.values())
        case tuple() | list() | frozenset():
            parts = iter(value)
        case _ if is_dataclass(value) and not isinstance(value, type):
            parts = (getattr(value, field.name) for field in fields(value))
        case _:
            return
    for part in parts:
        yield from plain(part)


def sentences(findings: tuple[Finding, ...]) -> Iterator[str]:
    for found in findings:
        yield from (found.title, found.meaning, found.benign, found.ask)
        yield from (line.text for line in found.evidence)


def said_by_phone(report: Report) -> set[str]:
    """Return what the phone and the lists say: their own words, which nobody translates."""
    labels = {f'"{row.app.label}"' for row in report.apps}
    families = {found.match.family for found in report.findings if found.match is not None}
    known = {app.name for app in load_rules().ordinary.apps.values()}
    lists = set(plain(report.tool.signatures))
    titles = [label.title for row in report.apps if (label := load_signatures().label_of(row.app.package))]
    called = {", ".join(part.strip() for part in title.split(",")) for title in titles}
    told_by_phone = set(plain((report.device, [row.app for row in report.apps])))
    return labels | families | known | lists | called | told_by_phone


def left_in_english(report: Report) -> list[str]:
    own = said_by_phone(report)
    said = (*sentences(report.findings), *(note.text for note in report.notes))
    left = {text for one in said for text in plain(one)} - own
    return sorted(text for text in left if not _TOKENS.fullmatch(text))


@pytest.mark.parametrize("name", ["a watched phone", *list(SPECIMENS)[::9]])
def test_of_findings_and_notes_only_the_phones_own_words_are_left(name: str) -> None:
    """Names, packages and lines of dumps are put in; no sentence is put together past the messages."""
    phone: Phone = SPECIMENS[name]() if name in SPECIMENS else phones.watched()
    report = report_of(phone, load_signatures(), load_rules())
    assert report.findings
    assert left_in_english(report) == []


def test_every_sentence_of_a_fact_is_a_message() -> None:
    """A fact without a sentence is silent."""
    said = {(fact.name, text) for fact in FACTS.values() for text in (fact.shown, fact.otherwise) if text}
    assert len(said) > 100
    assert [name for name, text in said if not isinstance(text, Said)] == []


def test_every_word_of_a_rule_is_a_message() -> None:
    """Also what kind of app a well-known one is."""
    loaded = load_rules()
    for rule in loaded.rules:
        assert all(isinstance(text, Said) for text in (rule.title, rule.meaning, rule.benign, rule.ask)), rule.id
    assert all(isinstance(app.kind.title, Said) for app in loaded.ordinary.apps.values())


def test_every_word_of_the_vocabulary_is_a_message() -> None:
    """Rows of a table that somebody adds have their words in ``say``."""
    rows = (*POWERS, *PERMISSIONS, *STATES, *DEVICE_STATES, *USES, *WATCHING, *KEEPS_GOING, *OPENED)
    words = [row[-1] for row in rows if row[-1]]
    words += [says for _, _, says, _ in PERMISSIONS]
    words += [says for says, _ in KINDS]
    assert [text for text in words if not isinstance(text, Said)] == []


@pytest.mark.parametrize(("inside", "whole"), [(KEEPS_GOING, STATES), (OPENED, DEVICE_STATES)])
def test_a_state_within_a_sentence_is_told_as_it_is_alone(
    inside: tuple[tuple[str, str], ...], whole: tuple[tuple[str, tuple[str, ...], str], ...]
) -> None:
    """Two messages, since another language may need another form; the English of both is one."""
    alone: Mapping[str, str] = {name: says for name, _, says in whole}
    for name, words in inside:
        assert words[0].upper() + words[1:] == alone[name]


def test_what_permissions_open_reads_on_from_it_may() -> None:
    """The same for the kinds of a person's life."""
    assert [f"It may {words}" for *_, words in PERMISSIONS] == [says for _, _, says, _ in PERMISSIONS]


@cache
def host_sentences() -> tuple[str, ...]:
    """Return what is said of one listed server and one page, seen in every way, and by apps of one uid."""
    signatures = load_signatures()
    capture = capture_of(phones.stock(), Judge(signatures, load_rules()).plan())
    rows = [rows[0] for rows in HostIndex.of(signatures.families).hosts.values()]
    hosts = [next(row.host for row in rows if row.server), next(row.host for row in rows if row.page)]
    seen = tuple(
        SeenHost(host=f"{below}{host}", sight=sight, source="seen_hosts", detail="DETAIL", lines=lines, packages=by)
        for host in hosts
        for below in ("", "below.")
        for sight in Sight
        for lines, by in ((1, ()), (3, ("org.example.one", "org.example.two")))
    )
    snapshot = join(read(capture), capture)
    found = host_findings(replace(snapshot, device=replace(snapshot.device, seen_hosts=seen)), signatures)
    assert len(found) > 2
    return tuple(sentences(found))


def test_listed_hosts_are_told_by_messages() -> None:
    """In a log, a connection, a setting or the record of networks."""
    names = {family.name for family in load_signatures().families}
    left = {text for one in host_sentences() for text in plain(one)} - names
    assert all(text == "DETAIL" or "." in text or text[:4].isdecimal() or "/" in text for text in left), left


def test_a_sentence_is_told_whole_in_another_language() -> None:
    """Each message is looked up by itself, also one that is put into another, and where the number decides."""
    with speaking(Language("xx", Marked())):
        lines = {told(text) for text in host_sentences()}
        [label] = label_evidence(Label("dual-use", "Kids, Maps"))
        assert told(label.text) == (
            "<The list of the ISDi project, which is broad and partly old, calls it <dual-use> (Kids, Maps).>"
        )
    assert any("names below." in line and "in <<3 lines>>.>" in line for line in lines)
    assert any(line.startswith("<<") and "more of this kind are not shown here" in line for line in lines)
    assert any("<org.example.one or org.example.two>" in line for line in lines)


def test_a_host_that_very_many_packages_name_is_told() -> None:
    """A bundle made by hand can hold as many; the sentence stays one that can be told."""
    many = tuple(f"org.example.a{number}" for number in range(5000))
    seen = SeenHost(host="a.example", sight=Sight.LOG, source="seen_hosts", detail="LOG", packages=many)
    with speaking(Language("xx", Marked())):
        assert "org.example.a24" in told(sighting(seen))
