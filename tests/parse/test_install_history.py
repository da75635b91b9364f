"""What the package manager remembers of installs and removals comes back, and nobody can write into it unseen."""

from __future__ import annotations

import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.parse import packages
from scanner.parse.base import Parsed
from scanner.parse.package_rows import InstallEvent, PackageDump
from scanner.text import clean
from tests.parse.drawn_phones import ODD_TEXT
from tests.virtual_phone import Phone, PhoneApp, phones
from tests.virtual_phone.contents import PhoneSession, RemovedApp
from tests.virtual_phone.dumps import package

few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SDKS = st.integers(24, 36)
EVERY_SDK = tuple(range(24, 37))
SHELL = 2000

_NAMES = st.lists(st.text(string.ascii_lowercase, min_size=1, max_size=30), min_size=2, max_size=4).map(".".join)
_INSTALLERS = st.none() | st.sampled_from(["com.android.vending", "org.fdroid.fdroid"])
_MS = st.integers(1, 10**14)
_LABELS = st.none() | ODD_TEXT | st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=400)
_SESSIONS = st.builds(
    PhoneSession,
    st.none() | _NAMES,
    _MS,
    user=st.sampled_from([0, 10]),
    status=st.sampled_from([1, 0, -115, -25]),
    message=st.sampled_from(
        [None, "Session was abandoned", "INSTALL_FAILED_UPDATE_INCOMPATIBLE: a.b signatures differ"]
    ),
    installer=_INSTALLERS,
    uid=st.sampled_from([SHELL, 10140, 1010140]),
    label=_LABELS,
)


def base(sdk: int, vendor: str = "google", **changes: object) -> Phone:
    """Return a phone with little on it."""
    few_apps = tuple(one for one in phones.stock(sdk).apps if one.package in {"android", "com.android.settings"})
    return Phone(sdk=sdk, vendor=vendor, apps=few_apps, **changes)  # type: ignore[arg-type]  # its own fields


def read(phone: Phone) -> PackageDump:
    """Return the dump; nothing in it may have been left over."""
    found = packages.parse(package.whole(phone))
    assert (found.unread, found.problems) == (0, ())
    return found.value


def told(session: PhoneSession) -> InstallEvent:
    """Return what a session tells, in the words of the product."""
    ended = "installed" if session.status == 1 else "failed"
    said = f"{session.status}: {session.message}" if session.message else f"result {session.status}"
    return InstallEvent(
        package=session.package or "",
        kind=ended if session.status else "begun",
        when_ms=session.at_ms,
        user=session.user,
        by=session.installer or ("com.android.shell" if session.uid == SHELL else None),
        by_uid=session.uid,
        detail=clean(said) if session.status not in {0, 1} else "",
    )


@pytest.mark.parametrize("sdk", [24, 27, 28, 29, 30, 31, 33, 34, 36])
def test_a_line_may_be_folded_at_any_letter(sdk: int) -> None:
    """Also before the blank between two pairs, which then is all that the next line holds."""
    sessions = [PhoneSession("a.b", 1_790_000_000_000, label="x" * size) for size in range(130)]
    for session in sessions:
        dump = read(base(sdk, sessions=(session,)))
        assert [one for one in (*dump.history, *dump.loose_ends) if one != told(session)] == []


@few
@given(SDKS, st.lists(_SESSIONS, max_size=5))
def test_sessions_come_back(sdk: int, sessions: list[PhoneSession]) -> None:
    """On every Android, however the writer folds their lines, and whatever the installer called the app."""
    dump = read(base(sdk, sessions=tuple(sessions)))
    wanted = [told(one) for one in (*(s for s in sessions if not s.status), *(s for s in sessions if s.status))]
    assert dump.history == [event for event in wanted if event.package and event.kind != "begun"]
    assert dump.loose_ends == [event for event in wanted if not event.package or event.kind == "begun"]


@few
@given(
    SDKS,
    st.lists(
        st.builds(
            RemovedApp,
            _NAMES,
            st.sampled_from(["2026-10-18 01:09:55", "2026-02-01 23:59:59"]),
            user=st.sampled_from([0, 10, -1]),
            caller=st.sampled_from([1000, 1010253]),
            result=st.sampled_from([1, -1, -2]),
        ),
        max_size=5,
        unique_by=lambda gone: gone.package,
    ),
)
def test_what_samsung_logged_comes_back(sdk: int, removed: list[RemovedApp]) -> None:
    """Installs with the one that asked for them, removals with their user, and what was refused."""
    apps = (PhoneApp("c.one", installer="com.android.vending"), PhoneApp("c.two"))
    phone = base(sdk, "samsung", removed=tuple(removed))
    phone = replace(phone, apps=(*phone.apps, *apps))
    history = read(phone).history
    assert [(event.package, event.kind, event.by) for event in history[:2]] == [
        ("c.one", "installed", "com.android.vending"),
        ("c.two", "installed", "com.google.android.packageinstaller"),
    ]
    assert all(event.when == "2026-05-03 19:18:19" for event in history[:2])
    wanted = sorted(removed, key=lambda gone: gone.when)
    assert [(event.package, event.kind, event.when, event.user, event.by_uid) for event in history[2:]] == [
        (
            gone.package,
            "removed" if gone.result == 1 else "failed",
            gone.when,
            gone.user if gone.user >= 0 else None,
            gone.caller,
        )
        for gone in wanted
    ]


def _log(text: str) -> Parsed[PackageDump]:
    return packages.parse(text + package.whole(base(34)))


def test_an_install_that_never_ended_is_a_loose_end() -> None:
    """Its result may have been pushed out of the log, or not have come yet."""
    start = "2025-03-28 02:22:45.340: START INSTALL PACKAGE: observer{111}\n          pkg{c.one}\n"
    found = _log(start)
    assert (found.unread, found.value.history) == (0, [])
    assert found.value.loose_ends == [InstallEvent(package="c.one", kind="begun", when="2025-03-28 02:22:45")]


def test_a_result_without_a_beginning_is_a_loose_end() -> None:
    """The log is bounded."""
    found = _log("2025-03-28 02:22:45.717: result of install: 1{133061357}\n")
    assert [(event.package, event.kind) for event in found.value.loose_ends] == [("", "installed")]


def test_an_install_of_several_packages_is_read() -> None:
    """Their observers stand first, and then their names."""
    text = (
        "2025-03-28 02:22:45.340: START INSTALL MULTI PACKAGE:\n          observer{1}\n          versionCode{2}\n"
        "          Request from{com.android.vending}\n"
        "          observer{2}\n          versionCode{2}\n          Request from{com.android.vending}\n"
        "          pkg{c.one}\n          pkg{c.two}\n"
        "2025-03-28 02:22:46.340: result of install: 1{1}\n2025-03-28 02:22:46.340: result of install: -4{2}\n"
    )
    found = _log(text)
    assert found.unread == 0
    assert [(event.package, event.kind) for event in found.value.history] == [
        ("c.one", "installed"),
        ("c.two", "failed"),
    ]


@pytest.mark.parametrize(
    "line",
    ["2025-03-28 02:22:45.340: START INSTALL SOMETHING ELSE{1}", "2025-03-28 02:22:45.340: result of install: maybe{1}",
     "2025-03-28 02:22:45.340: START INSTALL PACKAGE: observer{1}\n          pkg{not a package}",
     "2025-03-28 02:22:45.340: START INSTALL PACKAGE: observer{1}\n          unknown words",
     "2025-03-28 02:22:45.340: START DELETE PACKAGE: observer{1}"],
)  # fmt: skip
def test_what_is_not_understood_in_the_log_is_counted(line: str) -> None:
    """No event goes missing without a word."""
    assert _log(f"{line}\n").unread > 0


def test_other_entries_of_the_log_are_passed_over() -> None:
    """Makers write more than installs into it."""
    assert _log("2025-03-28 02:22:46.062: setApplicationCategoryHint, pkg: c.one, newCategory: 1\n").unread == 0


ENTRY = "2026-01-01 00:00:00.000: START DELETE PACKAGE: observer{1}\npkg{org.good}, user{0}, caller{1000} flags{4}"


@pytest.mark.parametrize("sdk", EVERY_SDK)
def test_a_version_name_writes_no_entry_of_the_log(sdk: int) -> None:
    """The entries stand before the first section; any that stand elsewhere are told and not believed."""
    phone = base(sdk)
    app = PhoneApp("c.evil", version_name=f"1\n{ENTRY}\n2026-01-01 00:00:01.000: result of delete: 1{{1}}")
    found = packages.parse(package.whole(replace(phone, apps=(*phone.apps, app))))
    assert found.value.history == []
    assert "2 entries of the install log stand where none belongs" in found.problems


FORGED = (
    "x mFinalStatus=-115 mFinalMessage=gone", "x userId=10 createdMillis=5", "appPackageName=org.good",
    "mInstallerUid=1000",
    "\nSession 7:", "\n  Session 7:\n    userId=0 createdMillis=5 appPackageName=org.good",
    "\n    Active Child Session 7:\n      userId=0 createdMillis=5 appPackageName=org.good",
    "mClientProgress=1.0 mFinalStatus=1", "x\nHistorical install sessions:\n", "x\nLegacy install sessions:\n" + ENTRY,
)  # fmt: skip


@pytest.mark.parametrize("status", [1, -115, 0])
@pytest.mark.parametrize("sdk", EVERY_SDK)
def test_a_label_forges_no_event_and_hides_none_unseen(sdk: int, status: int) -> None:
    """The session keeps its package, user, time and installer; where the outcome is in doubt that is told."""
    for label in FORGED:
        session = PhoneSession("c.evil", 1_741_391_595_742, status=status, label=label, installer="org.fdroid.fdroid")
        found = packages.parse(package.whole(base(sdk, sessions=(session,))))
        events = [*found.value.history, *found.value.loose_ends]
        honest = replace(told(session), kind="begun", detail="")
        doubted = found.unread > 0 or found.problems != ()
        assert doubted or events == [told(session)], label
        assert all(event.package != "org.good" or doubted for event in events), label
        assert any(replace(event, kind="begun", detail="") == honest for event in events) or doubted, label


def test_a_label_that_is_folded_into_a_header_is_told() -> None:
    """Up to Android 13 a folded line begins as far left as a session's header."""
    for length in range(130):
        label = f"{'x' * length}Session 7:\nuserId=0 createdMillis=5 stageDir=/x appPackageName=org.good y"
        session = PhoneSession("c.evil", 1_741_391_595_742, label=label)
        found = packages.parse(package.whole(base(33, sessions=(session,))))
        named = {event.package for event in (*found.value.history, *found.value.loose_ends)}
        assert found.problems or (named == {"c.evil"} and found.unread == 0), length


def test_a_session_without_its_end_is_told() -> None:
    """Half of it may be missing, or stand in what another one chose."""
    phone = base(34, sessions=(PhoneSession("c.one", 5),))
    text = package.whole(phone)
    cut = text[: text.index("mClientProgress")] + "\n\n" + text[text.index("Legacy install sessions:") :]
    found = packages.parse(cut)
    assert found.problems == ("1 install sessions are not complete or contradict themselves",)
    assert [event.kind for event in found.value.loose_ends] == ["begun"]


def test_no_more_events_are_kept_than_a_phone_can_have() -> None:
    """And it is told that there were more."""
    start = "2025-03-28 02:22:45: START DELETE PACKAGE: observer{1}\npkg{c.one}, user{0}\n"
    pair = f"{start}2025-03-28 02:22:46: result of delete: 1{{1}}\n"
    found = _log(pair * 5001)
    assert len(found.value.history) == 5000
    assert found.problems == ("more installs and removals than are kept",)
