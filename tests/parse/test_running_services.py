"""Services at work: what runs, for whom, and in the foreground."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.acquire.probes import BY_ID
from scanner.parse.base import Parsed, ParseError
from scanner.parse.names import component
from scanner.parse.running_services import ServiceRow, parse
from tests.parse.drawn_phones import drawn_phones
from tests.virtual_phone import Phone, PhoneUser, install
from tests.virtual_phone.contents import PhoneService
from tests.virtual_phone.dumps.running_services import activity, render, services
from tests.virtual_phone.local import LocalPhone

quick = settings(max_examples=60, deadline=None)

_actions = st.none() | st.sampled_from(
    ["a.b.START", "app=null", "} x", "* ServiceRecord{1 u0 a.b/.C}", "isForeground=true"]
)
_service = st.builds(
    PhoneService,
    st.sampled_from(["a.b/.C", "a.b/.D$1", "org.spy.tool/org.other.Watcher", "com.x/com.x.ünïcode"]),
    user=st.sampled_from([0, 10, 150]),
    running=st.booleans(),
    foreground=st.none() | st.booleans(),
    action=_actions,
    instance=st.none() | st.sampled_from(["one", "a.b_2"]),
)


@st.composite
def busy_phones(draw: st.DrawFn) -> Phone:
    """Draw a phone on which services run, beside those that the system binds."""
    phone = draw(drawn_phones())
    return phone.replacing(running=tuple(draw(st.lists(_service, max_size=6))))


def _expected(phone: Phone) -> list[ServiceRow]:
    rows = []
    for service in services(phone):
        name = component(service.component)
        assert name is not None
        row = ServiceRow(
            component=name, user=service.user, running=service.running, foreground=bool(service.foreground)
        )
        rows.append(row)
    return rows


@quick
@given(busy_phones())
def test_services_come_back(phone: Phone) -> None:
    """From the command and out of the whole service, for every version."""
    for text in (render(phone), activity(phone)):
        parsed = parse(text)
        assert (parsed.unread, parsed.problems) == (0, ())
        assert list(parsed.value) == _expected(phone)


@quick
@given(busy_phones())
def test_the_short_form_does_not_tell_of_the_foreground(phone: Phone) -> None:
    """It prints what runs, and nothing more is made of it."""
    parsed = parse(render(phone, short=True))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert [(row.component, row.running) for row in parsed.value] == [
        (row.component, row.running) for row in _expected(phone)
    ]
    assert {row.foreground for row in parsed.value} <= {None}


def _live(phone: Phone, folder: Path) -> str:
    install(phone, folder)
    return LocalPhone(folder).run(BY_ID["running_services"].command, 20).stdout.decode()


@pytest.mark.parametrize("sdk", [24, 28, 31, 34, 36])
def test_the_phone_sends_only_what_counts(sdk: int, tmp_path: Path) -> None:
    """No intent, no notification, no path; and the same is read from it."""
    running = (
        PhoneService("a.b/.C", foreground=True, action="PRIVATE"),
        PhoneService("c.d/.E", user=10, running=False),
    )
    phone = Phone(sdk=sdk, users=(PhoneUser(), PhoneUser(10, "Work", "profile")), running=running)
    text = _live(phone, tmp_path)
    assert not any(word in text for word in ("PRIVATE", "Notification", "baseDir", "intent", "Binder"))
    assert parse(text) == parse(render(phone))


def test_no_service_at_all_is_an_answer(tmp_path: Path) -> None:
    """Android has a word for it."""
    assert parse(_live(Phone(), tmp_path)) == Parsed(())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ACTIVITY MANAGER SERVICES (dumpsys activity services)\n",
        "Permission Denial: can't dump ActivityManager from from pid=1\n",
        "ACTIVITY MANAGER SERVICES (dumpsys activity services)\n  User 0 active services:\n",
        "  * ServiceRecord{1 u0 a.b/.C}\n    app=null\n    createTime=-1s\n",
    ],
)
def test_without_a_service_or_that_word_nothing_was_read(text: str) -> None:
    """A heading alone may be all that arrived."""
    with pytest.raises(ParseError):
        parse(text)


_FORGED = (
    "    packageName=spy.app", "    app=null", "    createTime=-1s", "    isForeground=false foregroundId=0", "",
    "  * ServiceRecord{1 u0 spy.app/.S}", "  * ServiceRecord{2 u0 good.app/.T}", "    packageName=good.app",
    "  * Pending ServiceRecord{1 u0 spy.app/.S}", "  * ConnectionRecord{1 u0 CR}", "  * Delayed start ServiceRecord{",
    "ACTIVITY MANAGER SERVICES (dumpsys activity services)", "ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)",
    "  (nothing)", "  Last ANR service:", "  User 10 active services:", "    intent={x}", "x}", "-" * 79,
    "  * Destroy ServiceRecord{2 u0 good.app/.T}", "    created=-1s",
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_FORGED), max_size=9), st.sampled_from([24, 31, 36]), st.booleans())
def test_no_app_hides_a_service_by_what_it_started_it_with(forged: list[str], sdk: int, last: bool) -> None:
    """Its own and those behind it are there, or the check says that it is not whole."""
    spy = PhoneService("spy.app/.S", foreground=True, action="x}\n" + "\n".join(forged))
    other = PhoneService("later.app/.L", foreground=True)
    phone = Phone(sdk=sdk, running=(other, spy) if last else (spy, other))
    for text in (render(phone), activity(phone)):
        parsed = parse(text)
        shown = {row.component.partition("/")[0] for row in parsed.value if row.running and row.foreground}
        assert shown >= {"spy.app", "later.app"} or parsed.unread or parsed.problems


def test_a_record_without_its_process_is_counted() -> None:
    """It is there all the same; whether it runs is not known."""
    text = render(Phone(sdk=28, running=(PhoneService("a.b/.C"),)))
    cut = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("    app="))
    parsed = parse(cut)
    assert parsed.unread == 1
    assert parsed.value == (ServiceRow(component="a.b/a.b.C", user=0, running=None, foreground=False),)


def test_a_part_of_the_services_is_told() -> None:
    """Somebody may have saved the services of one app."""
    text = render(Phone(running=(PhoneService("a.b/.C"),)))
    assert parse(text.replace("activity services)", "activity services a.b)")).problems
