"""App-ops: what is allowed, when it was last used, and what gives away lines that an app wrote itself."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.acquire.sections import service_entries
from scanner.join.appop_rules import RUNTIME, SPECIAL, allowed, lifted
from scanner.join.powers import PowerSources
from scanner.parse import appops
from scanner.parse.appop_rows import CONTRADICTORY, OPS
from scanner.parse.appop_uses import Moment, OpUse, seconds
from tests.parse.drawn_phones import drawn_phones
from tests.virtual_phone import Phone, PhoneApp, PhoneUser, phones
from tests.virtual_phone.dumps import appop_state
from tests.virtual_phone.dumps import appops as dump
from tests.virtual_phone.dumps.appop_state import FLAGS, STATES

if TYPE_CHECKING:
    from pathlib import Path

    from hypothesis.strategies import DrawFn

    from scanner.parse.appop_rows import OpModes

NOW = datetime.fromisoformat(Phone().now)
SDKS = range(24, 37)
every_version = pytest.mark.parametrize("sdk", SDKS)
GROUPS = {"foreground": ("pers", "top", "fg"), "service": ("fgsvc", "fgsvcl"), "background": ("bg", "cch")}


def read(phone: Phone) -> OpModes:
    """Return what the product reads of a phone's dump, all of which it must understand."""
    parsed = appops.parse(dump.render(phone))
    assert (parsed.unread, parsed.problems) == (0, ())
    return parsed.value


def one(sdk: int = 34, **of_app: object) -> Phone:
    """Return a phone with one app added to those that came with it."""
    return phones.stock(sdk).with_app(PhoneApp("a.b", **of_app))  # type: ignore[arg-type]  # PhoneApp checks the names


# -- last uses


@every_version
def test_uses_are_told_by_whether_anybody_saw_them(sdk: int) -> None:
    """On the screen, by a service with a notification, behind the back; Android 7 and 8 tell only how long ago."""
    used = {
        "CAMERA": (
            "top 2026-11-20 09:00:00",
            "fgsvc 2026-11-20 10:00:00",
            "bg 2026-11-20 03:12:44",
            "cch 2026-11-19 03:12:44",
            "reject bg 2026-11-18 03:12:44",
        ),
        "RECORD_AUDIO": ("cch 2026-11-20 14:05:30", "running"),
    }
    uses = read(one(sdk, granted=("android.permission.CAMERA",), used=used)).uses("a.b", 0)
    camera, microphone = uses["CAMERA"], uses["RECORD_AUDIO"]
    assert microphone.running
    assert not camera.running
    if sdk <= 27:
        assert (camera.foreground, camera.untold, microphone.untold) == (
            None,
            Moment(None, 14_731.0),
            Moment(None, 1.0),
        )
        assert camera.rejected == Moment(None, 211_967.0)
        return
    assert (camera.foreground, camera.service, camera.background, camera.rejected) == (
        Moment("2026-11-20 09:00:00", 18_331.0),
        Moment("2026-11-20 10:00:00", 14_731.0),
        Moment("2026-11-20 03:12:44", 39_167.0),
        Moment("2026-11-18 03:12:44", 211_967.0),
    )
    assert camera.last == camera.service


@pytest.mark.parametrize(("flag", "counts"), [("s", True), ("up", True), ("tpd", True), ("tp", False), ("upd", False)])
def test_a_use_for_another_app_and_one_that_another_app_tells_are_not_its_own(flag: str, counts: bool) -> None:
    """Any app may name another as the one it acted for; Android calls such a use untrusted."""
    uses = read(one(used={"READ_CONTACTS": (f"bg-{flag} 2026-11-20 03:12:44",)})).uses("a.b", 0)
    assert ("READ_CONTACTS" in uses) is counts


@every_version
def test_uses_by_the_shell_are_those_of_the_scan(sdk: int) -> None:
    """Its modes are kept, its uses are not."""
    phone = phones.stock(sdk)
    shell = replace(phone.app("com.android.shell"), used={"READ_CONTACTS": ("fg 2026-11-20 14:05:30",)})
    modes = read(phone.replacing(shell))
    assert modes.by_app["com.android.shell", 0]["READ_CONTACTS"] == "allow"
    assert modes.uses("com.android.shell", 0) == {}


def test_times_in_the_digits_of_another_language_are_read() -> None:
    """SimpleDateFormat prints them in the phone's language; how long ago stays as it is."""
    text = dump.render(one(used={"CAMERA": ("bg 2026-11-20 03:12:44",)}))
    digits = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}", lambda found: found[0].translate(digits), text)
    parsed = appops.parse(text)
    assert (parsed.unread, parsed.problems) == (0, ())
    assert parsed.value.uses("a.b", 0)["CAMERA"].background == Moment("2026-11-20 03:12:44", 39_167.0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0),
        ("+7ms", 0.007),
        ("-1m9s702ms", -69.702),
        ("+112d6h51m3s794ms", 9_701_463.794),
        ("+1d0h0m4s0ms", 86_404),
    ],
)
def test_spans_are_read_as_android_prints_them(text: str, value: float) -> None:
    """From the first unit that is not zero down to milliseconds."""
    assert seconds(text) == pytest.approx(value)


@given(st.text(max_size=30) | st.text("+-0123456789dhms", max_size=30))
def test_no_span_brings_the_reader_down(text: str) -> None:
    """Whatever stands there."""
    assert seconds(text) is None or text == "0" or text.endswith(("d", "h", "m", "s"))


@pytest.mark.parametrize(
    ("sdk", "lines"),
    [
        (24, "      CAMERA: mode=0; time=+10h52m47s0ms ago; duration=+"),
        (28, "      CAMERA (allow): \n          Access: fg    = 2026-11-20 03:12:44.000 (-10h52m47s0ms)\n"
             "                  bg    = 2026-11-19 03:12:44.000 (-1d10h52m47s0ms)\n          duration=+158ms\n"),
        (29, "      CAMERA (allow): \n          Access: [fg-s] 2026-11-20 03:12:44.000 (-10h52m47s0ms)\n"
             "          Access: [bg-tpd] 2026-11-19 03:12:44.000 (-1d10h52m47s0ms) proxy[uid=10070, pkg="),
        (34, "      CAMERA (allow): \n        null=[\n"
             "          Access: [fg-s] 2026-11-20 03:12:44.000 (-10h52m47s0ms)\n        ]\n        sync.part=[\n"
             "          Access: [bg-tpd] 2026-11-19 03:12:44.000 (-1d10h52m47s0ms) proxy[uid=10070, pkg="),
    ],
)  # fmt: skip
def test_every_layout_stands_as_android_prints_it(sdk: int, lines: str) -> None:
    """Written down here from Android's source, so that printer and reader do not agree on a mistake."""
    used = {"CAMERA": ("fg 2026-11-20 03:12:44", "bg-tpd 2026-11-19 03:12:44")}
    assert lines in dump.render(one(sdk, used=used))


# -- whatever phone is drawn

_MOMENTS = st.integers(0, 10_000_000).map(lambda ago: NOW - timedelta(seconds=ago))
_ENTRIES = st.tuples(st.booleans(), st.sampled_from(STATES), st.sampled_from(FLAGS), _MOMENTS).map(
    lambda row: f"{'reject ' if row[0] else ''}{row[1]}-{row[2]} {row[3]}"
)
_USES = st.lists(_ENTRIES | st.just("running"), min_size=1, max_size=6, unique=True).map(tuple)
_OPS = sorted(set(OPS) - {"RECEIVE_AMBIENT_TRIGGER_AUDIO"})
_MODES = ("allow", "ignore", "deny", "default", "foreground")


@st.composite
def using_phones(draw: DrawFn) -> Phone:
    """Draw a phone of any version whose apps have modes and uses of any kind."""
    phone = replace(draw(drawn_phones()), sdk=draw(st.sampled_from(SDKS)))
    apps = [
        replace(
            app,
            appops=draw(st.dictionaries(st.sampled_from(_OPS), st.sampled_from(_MODES), max_size=5)),
            used=draw(st.dictionaries(st.sampled_from(_OPS), _USES, max_size=3)),
        )
        for app in phone.apps
    ]
    return replace(phone, apps=tuple(apps))


def _expected(op: appop_state.Op, sdk: int) -> OpUse | None:
    """Return what a phone of that version tells of the uses of an op; flags are told since Android 10."""
    counting = [row for row in op.accesses if sdk <= 28 or row.flag in {"s", "up", "tpd"}]

    def last(kind: str, states: tuple[str, ...]) -> Moment | None:
        times = [row.when for row in counting if row.kind == kind and row.state in states]
        if not times:
            return None
        ago = round((NOW - max(times)).total_seconds(), 3)
        return Moment(f"{max(times):%Y-%m-%d %H:%M:%S}" if sdk > 27 else None, ago)

    rejected = last("Reject", STATES)
    if sdk <= 27:
        use = OpUse(untold=last("Access", STATES), rejected=rejected, running=op.running)
    else:
        groups = {name: last("Access", states) for name, states in GROUPS.items()}
        use = OpUse(**groups, rejected=rejected, running=op.running)
    return use if use != OpUse() else None


@settings(max_examples=60, deadline=None)
@given(using_phones())
def test_modes_and_last_uses_come_back(phone: Phone) -> None:
    """Of every app and user, on every version: what was printed is what is read."""
    modes = read(phone)
    for user in phone.users:
        for app in phone.apps:
            here = phone.is_installed(app, user.id)
            kept = {op.name: op for op in appop_state.ops(app, phone, user.id) if here and op.name in OPS}
            own = modes.by_app.get((app.package, user.id), {})
            assert own == {name: op.mode for name, op in kept.items()}
            if phone.app_ids[app.package] == 2000:
                continue
            wanted = {name: use for name, op in kept.items() if (use := _expected(op, phone.sdk)) is not None}
            assert {name: _rounded(use) for name, use in modes.uses(app.package, user.id).items()} == wanted


def _rounded(use: OpUse) -> OpUse:
    moments = (use.foreground, use.service, use.background, use.untold, use.rejected)
    rounded = [None if moment is None else Moment(moment.at, round(moment.ago_s, 3)) for moment in moments]
    return OpUse(rounded[0], rounded[1], rounded[2], rounded[3], rounded[4], use.running)


@settings(max_examples=40, deadline=None)
@given(using_phones())
def test_the_modes_of_a_uid_come_back(phone: Phone) -> None:
    """Also of a uid under which no package stands, and of one that several share."""
    modes = read(phone)
    wanted = {}
    for user in phone.users:
        groups: dict[int, list[PhoneApp]] = {}
        for app in phone.apps:
            if phone.is_installed(app, user.id):
                groups.setdefault(phone.app_ids[app.package], []).append(app)
        for app_id, apps in groups.items():
            of_uid = {op: mode for op, mode in appop_state.modes_of_uid(apps, phone, user.id).items() if op in OPS}
            if of_uid:
                wanted[app_id, user.id] = of_uid
    assert modes.by_uid == wanted


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SDKS), st.integers(0, 10**6), st.sampled_from("[]():=-0 "))
def test_a_damaged_row_is_told_or_changes_nothing_that_is_read(sdk: int, at: int, char: str) -> None:
    """One character of the rows is another one: the line is counted, or the last uses and modes are the same."""
    text = dump.render(one(sdk, used={"CAMERA": ("bg 2026-11-20 03:12:44", "top 2026-11-20 03:12:41")}))
    begin = text.index("  Uid 0:")
    place = begin + at % (text.index("a.b:") - begin)
    kept, harmed = appops.parse(text), appops.parse(f"{text[:place]}{char}{text[place + 1 :]}")
    if not (harmed.unread or harmed.problems):
        same = {key for key in kept.value.by_app if kept.value.by_app[key] == harmed.value.by_app.get(key)}
        assert len(kept.value.by_app) - len(same) <= 1


# -- modes


@pytest.mark.parametrize("sdk", range(30, 37))
def test_access_to_all_files_is_read_where_no_package_stands_under_the_uid(sdk: int) -> None:
    """Settings keeps it for the uid; an app that never used anything has no line of its own."""
    phone = one(sdk, appops={"MANAGE_EXTERNAL_STORAGE": "allow"})
    app_id = phone.app_ids["a.b"]
    assert f"  Uid u0a{app_id - 10_000}:\n" in dump.render(phone)
    assert "    Package a.b:" not in dump.render(phone)
    modes = read(phone)
    assert modes.by_uid[app_id, 0] == {"MANAGE_EXTERNAL_STORAGE": "allow"}
    found = sources(modes).op("a.b", 0, "MANAGE_EXTERNAL_STORAGE", app_id, frozenset())
    assert (found.value, found.line) == (True, "MANAGE_EXTERNAL_STORAGE (allow), user 0")
    assert sources(modes).op("a.b", 10, "MANAGE_EXTERNAL_STORAGE", app_id, frozenset()).value is False


def sources(modes: OpModes | None) -> PowerSources:
    """Return the sources of powers, of which only the app-ops were read."""
    return PowerSources(None, {}, None, modes)


def test_every_member_of_a_shared_uid_has_its_modes() -> None:
    """What one of them was allowed, all may do."""
    first = PhoneApp("a.b", shared_user="org.shared", appops={"MANAGE_EXTERNAL_STORAGE": "allow"})
    phone = phones.stock().with_app(first, PhoneApp("c.d", shared_user="org.shared"))
    modes = read(phone)
    assert modes.mode("c.d", 0, "MANAGE_EXTERNAL_STORAGE", phone.app_ids["a.b"]) == "allow"


@pytest.mark.parametrize(
    ("of_uid", "own", "counts"),
    [
        ("allow", "default", "allow"),
        ("ignore", "allow", "ignore"),
        ("default", "allow", "allow"),
        (None, "allow", "allow"),
        ("allow", None, "allow"),
        (None, None, None),
    ],
)
def test_the_mode_of_the_uid_counts_unless_it_is_the_default(
    of_uid: str | None, own: str | None, counts: str | None
) -> None:
    """As AppOpsService.checkOperation decides."""
    whole = f"      SYSTEM_ALERT_WINDOW: mode={of_uid}\n" if of_uid else ""
    single = f"      SYSTEM_ALERT_WINDOW ({own}): \n" if own else "      CAMERA (allow): \n"
    text = f"Current AppOps Service state:\n  Uid u10a123:\n    state=cch\n{whole}    Package a.b:\n{single}\n"
    parsed = appops.parse(text)
    assert (parsed.unread, parsed.problems) == (0, ())
    assert parsed.value.mode("a.b", 10, "SYSTEM_ALERT_WINDOW") == counts


@pytest.mark.parametrize("op", sorted(SPECIAL))
@pytest.mark.parametrize(
    ("mode", "granted", "state"),
    [
        ("allow", False, True), ("allow", None, True), ("ignore", True, False), ("deny", True, False),
        ("default", True, True), ("default", False, False), ("default", None, None), (None, True, True),
        (None, False, False), (None, None, None), ("foreground", True, False), ("ask", True, None),
        (CONTRADICTORY, True, None),
    ],
)  # fmt: skip
def test_a_special_access_is_on_by_its_mode_or_by_default_by_its_permission(
    op: str, mode: str | None, granted: bool | None, state: bool | None
) -> None:
    """System apps hold the permission and no mode; an app for Android 5 holds the one for drawing over others."""
    assert allowed(op, mode, granted) is state


@pytest.mark.parametrize("op", sorted(RUNTIME))
@pytest.mark.parametrize("mode", [None, "allow", "foreground", "ignore"])
@pytest.mark.parametrize("granted", [True, False, None])
def test_an_access_of_a_permission_needs_it_and_is_not_forbidden(
    op: str, mode: str | None, granted: bool | None
) -> None:
    """``foreground`` allows location, camera and microphone while the app is seen."""
    seen = op.endswith("_LOCATION") or op in {"CAMERA", "RECORD_AUDIO"}
    forbidden = mode == "ignore" or (mode == "foreground" and not seen)
    assert allowed(op, mode, granted) is (False if forbidden else granted)


def test_what_needs_a_person_to_agree_is_off_by_default() -> None:
    """Screen recording and a VPN."""
    assert [allowed(op, None, None) for op in ("PROJECT_MEDIA", "ACTIVATE_VPN")] == [False, False]
    assert [allowed(op, "allow", None) for op in ("PROJECT_MEDIA", "ACTIVATE_VPN")] == [True, True]
    assert [lifted(mode) for mode in (None, "default", "deny", "allow", CONTRADICTORY)] == [
        False, False, False, True, None,
    ]  # fmt: skip


def test_a_permission_gives_the_access_where_the_phone_keeps_no_mode() -> None:
    """And where its permissions are not known, nothing is said."""
    held = frozenset({"android.permission.PACKAGE_USAGE_STATS"})
    found = sources(read(one())).op("com.android.settings", 0, "GET_USAGE_STATS", 1000, held)
    assert found.value
    assert found.line == "GET_USAGE_STATS (default) and android.permission.PACKAGE_USAGE_STATS is granted, user 0"
    assert sources(read(one())).op("a.b", 0, "GET_USAGE_STATS", None, None).value is None
    assert sources(None).op("a.b", 0, "GET_USAGE_STATS", None, held).value is None


def test_a_package_under_the_uid_of_another_is_not_believed() -> None:
    """The package lists tell its app id, and an app may have written the line."""
    modes = read(one(appops={"SYSTEM_ALERT_WINDOW": "ignore"}))
    app_id = modes.app_ids["a.b", 0]
    assert sources(modes).op("a.b", 0, "SYSTEM_ALERT_WINDOW", app_id, frozenset()).value is False
    assert sources(modes).op("a.b", 0, "SYSTEM_ALERT_WINDOW", app_id + 1, frozenset()).value is None


# -- lines that an app wrote itself, and dumps that are not whole

SPY = {"FINE_LOCATION": ("bg 2026-11-20 03:00:00",), "CAMERA": ("bg 2026-11-20 03:12:44",)}


@pytest.mark.parametrize(
    "tag",
    [
        "a\n",
        "a\n        ]",
        "x=[\n        ]\n  Uid u0a5:\n        y",
        "x=[\n        ]\n  Uid u0a7999:\n        y",
        "x=[\n        ]\n  Foo:\n        y",
        "x=[\n        ]\n\n  AppOps policy not set.\n        y",
        "x=[\n        ]\n    Package c.d:\n        y",
        "x=[\n        ]\n      GPS (allow):\n        y",
        "x=[\n        ]\n      CAMERA (ignore):\n        y",
        "x=[\n        ]\n      CAMERA: mode=ignore\n      GPS (allow):\n y",
        "x=[\n        ]\n    state=cch\n        y",
        "x=[\n        ]\n  Uid 0:\n    Package root:\n      A (allow):\n y",
    ],
)
@pytest.mark.parametrize("sdk", [30, 34, 36])
def test_an_attribution_that_writes_lines_is_told(tag: str, sdk: int) -> None:
    """Tags may hold line breaks; whatever a short one makes of the rows of the last app, the scan says so."""
    text = dump.render(one(sdk, used=SPY))
    head, _, rest = text.rpartition("    Package a.b:\n")
    forged = appops.parse(f"{head}    Package a.b:\n{rest.replace('null=[', tag + '=[', 1)}")
    assert forged.unread or forged.problems


_PIECES = st.sampled_from(
    [
        "x=[", "        ]", "        y", "        y=[", "", "a", "]", "  Uid u0a7999:", "  Uid 0:", "  Foo:",
        "    Package c.d:",
        "    Package a.b:", "    state=cch", "      GPS (deny):", "      CAMERA: mode=1", "      GPS: WATCHER",
        "          startNesting=2", "          duration=+1ms", "Current AppOps Service state:",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(_PIECES, min_size=2, max_size=6).map("\n".join).filter(lambda tag: len(tag) <= 50),
    st.sampled_from(sorted(SPY)),
)
def test_whatever_lines_an_attribution_writes_they_are_told_or_change_nothing(tag: str, op: str) -> None:
    """Within the 50 characters that a tag has since Android 12."""
    text = dump.render(one(36, used=SPY))
    head, _, rest = text.rpartition(f"      {op} (allow): \n        null=")
    honest, forged = appops.parse(text), appops.parse(f"{head}      {op} (allow): \n        {tag}={rest}")
    assert forged.unread or forged.problems or forged.value == honest.value


@pytest.mark.parametrize("tag", ["a]", "a=[", "Access: [top-s]", "proxy[uid=0, pkg=x]", "\u2028  Uid 0:", " ", "=[=["])
def test_an_odd_attribution_on_one_line_is_just_a_name(tag: str) -> None:
    """It is not kept, and the accesses below it are."""
    parsed = appops.parse(dump.render(one(used=SPY)).replace("null=[", f"{tag}=["))
    assert (parsed.unread, parsed.problems) == (0, ())
    assert set(parsed.value.uses("a.b", 0)) == set(SPY)


def test_a_proxy_that_breaks_the_line_is_told_and_the_time_before_it_is_kept() -> None:
    """The tag of the proxy is chosen by another app."""
    text = dump.render(one(used={"READ_CONTACTS": ("bg-tpd 2026-11-20 03:00:00",)}))
    forged = appops.parse(
        text.replace(
            "attributionTag=null]",
            "attributionTag=\n          Access: [top-s] 2026-11-20 14:00:00.000 (-5m31s0ms) proxy[uid=1, pkg=x.y]",
        )
    )
    assert forged.unread == 1
    background = forged.value.uses("a.b", 0)["READ_CONTACTS"].background
    assert background is not None
    assert background.at == "2026-11-20 03:00:00"


@every_version
def test_a_dump_that_stands_twice_is_told(sdk: int) -> None:
    """Nothing is lost, and nothing is believed silently."""
    text = dump.render(one(sdk, used=SPY))
    parsed = appops.parse(text + text)
    assert "the dump stands more than once" in parsed.problems
    assert parsed.value.uses("a.b", 0) == appops.parse(text).value.uses("a.b", 0)


@every_version
def test_a_dump_without_any_known_access_is_told(sdk: int) -> None:
    """No phone is like that; its ops may have other names."""
    text = re.sub(r"^      [A-Z_]+", "      OTHER_OP", dump.render(phones.stock(sdk)), flags=re.MULTILINE)
    assert "no access of a known kind in the whole dump" in appops.parse(text).problems


@every_version
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_a_dump_that_was_cut_is_told(sdk: int, part: float) -> None:
    """In the middle of a line, or at the time-out of dumpsys, which says so."""
    text = dump.render(one(sdk, used=SPY))
    begin = text.index("  Uid 0:") + 20
    cut = text[: begin + int((len(text) - begin) * part)]
    timed = f"{cut}\n*** SERVICE 'appops' DUMP TIMEOUT (10000ms) EXPIRED ***\n\n"
    assert "the phone cut the dump off (time-out)" in appops.parse(timed).problems
    if "\n\n" not in cut[begin:]:
        assert "the dump ends before its end" in appops.parse(cut).problems


def test_an_access_twice_with_two_modes_is_neither() -> None:
    """One of the two was written by an app."""
    text = dump.render(one(appops={"SYSTEM_ALERT_WINDOW": "deny"}))
    line = "      SYSTEM_ALERT_WINDOW (deny): \n"
    parsed = appops.parse(text.replace(line, f"      SYSTEM_ALERT_WINDOW (allow): \n{line}"))
    assert parsed.value.by_app["a.b", 0]["SYSTEM_ALERT_WINDOW"] == CONTRADICTORY
    assert parsed.problems == ("1 accesses of an app stand twice",)


def test_sandboxes_and_the_root_user_are_no_apps_of_their_own() -> None:
    """One package stands under every sandbox, and the system checks no package for uid 0."""
    rows = "    state=cch\n    Package {}:\n      CAMERA (allow): \n"
    text = "Current AppOps Service state:\n"
    text += f"  Uid 0:\n{rows.format('com.android.phone')}  Uid 1001:\n{rows.format('com.android.phone')}"
    text += f"  Uid u0a10200:\n{rows.format('x.sandbox')}  Uid u0a10201:\n{rows.format('x.sandbox')}\n"
    parsed = appops.parse(text)
    assert (parsed.unread, parsed.problems) == (0, ())
    assert parsed.value.app_ids == {("com.android.phone", 0): 1001, ("x.sandbox", 0): 20_200}


def test_users_have_their_own_rows() -> None:
    """A work profile's app is not that of the owner."""
    app = PhoneApp("a.b", users=(0, 10), powers_users=(10,), used={"CAMERA": ("bg 2026-11-20 03:12:44",)})
    phone = replace(phones.stock(), users=(PhoneUser(), PhoneUser(10, "Work", "profile"))).with_app(app)
    modes = read(phone)
    assert (set(modes.uses("a.b", 0)), set(modes.uses("a.b", 10))) == (set(), {"CAMERA"})


# -- real phones

REAL = {"android-9-emulator": 289, "android-10-emulator": 340, "android-10-pixel": 101, "android-13-mediatek": 51}
"""How many lines of accesses their dumps hold, counted by another way than the parser's."""


@pytest.mark.parametrize("name", REAL)
def test_every_access_of_a_real_dump_is_read(captures: Path, name: str) -> None:
    """Every line of an access, a refusal or a further state; none is left unread."""
    import zipfile  # noqa: PLC0415  # only where there are captures

    with zipfile.ZipFile(captures / name / "bugreport.zip") as archive:
        raw = max((archive.read(entry) for entry in archive.namelist() if entry.endswith(".txt")), key=len)
    body = next(entry for entry in service_entries(raw) if entry.probe == "appops").stdout
    text = body.decode()
    lines = re.findall(r"^ {10}(?:Access: |Reject: |        [a-z]+ +=)", text, re.MULTILINE)
    parsed = appops.parse(text)
    assert (len(lines), parsed.unread, parsed.problems) == (REAL[name], 0, ())
