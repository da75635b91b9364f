"""Ways by which a monitor could slip through the rules, and ordinary phones that could be alarmed by mistake.

Each was found by a reader who tried; each holds from what the phone prints to the finding.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.detect.rules import load_rules
from scanner.results import Report
from tests.detect.specimens import _MOST, _app, _from_play, _helping, _listening, _managing, _owned
from tests.evaluation.measure import no_signatures
from tests.evaluation.printed import report_of
from tests.virtual_phone import phones
from tests.virtual_phone.model import Phone, PhoneApp, PhoneUser
from tests.virtual_phone.ordinary_apps import from_store, named

BOOT = "RECEIVE_BOOT_COMPLETED"


def judged(phone: Phone) -> Report:
    return report_of(phone, no_signatures(), load_rules())


def alarms(report: Report, package: str | None = None) -> set[str]:
    """Return the rules at medium or above, of one app or of all."""
    return {
        found.rule
        for found in report.findings
        if found.severity.needs_attention and (package is None or found.subject.package == package)
    }


def in_plays_name(app: PhoneApp) -> PhoneApp:
    """Return an app that a command installed and recorded as Google Play's, as an older Android lets it."""
    return replace(app, installer="com.android.vending", initiating=None, originating=None, package_source=0)


def whole_spy(package: str, **more: object) -> PhoneApp:
    """Return an app with every power and every permission that a monitor wants, and without an icon."""
    return replace(
        _app(package, _MOST, launcher=False, label="System Service"),
        accessibility=f"{package}/.A", accessibility_enabled=True, listener=f"{package}/.L", listener_enabled=True,
        admin=f"{package}/.D", admin_active=True, **more,  # type: ignore[arg-type]  # fields of an app
    )  # fmt: skip


@pytest.mark.parametrize("sdk", [28, 30, 31])
@pytest.mark.parametrize(
    ("make", "package", "store"),
    [
        (phones.stock, "com.google.android.sync.core", "com.android.vending"),
        (lambda sdk: phones.samsung(sdk, secure_folder=False), "com.samsung.android.sync.core", "com.android.vending"),
        (phones.xiaomi, "com.miui.sync", "com.xiaomi.mipicks"),
    ],
    ids=["google", "samsung", "xiaomi"],
)
def test_a_makers_name_and_a_recorded_store_excuse_no_monitor(sdk: int, make: object, package: str, store: str) -> None:
    """Before Android 14 a command can write a store into the record."""
    spy = replace(in_plays_name(whole_spy(package)), installer=store)
    assert alarms(judged(make(sdk).with_app(spy)), package)  # type: ignore[operator]  # makes a phone


@pytest.mark.parametrize("sdk", [28, 30])
@pytest.mark.parametrize("package", ["com.arlosoft.macrodroid", "com.onyx.automation"])
def test_a_recorded_store_excuses_no_monitor_that_reads_everything(sdk: int, package: str) -> None:
    """Not even under a well-known name whose kind needs powers."""
    report = judged(phones.stock(sdk).with_app(in_plays_name(whole_spy(package))))
    assert alarms(report, package)


def test_a_recorded_store_does_not_outweigh_another_certificate_than_the_published_one() -> None:
    """Since Android 14 the phone tells who began an installation; before that a command can name a store."""
    spy = replace(whole_spy("com.x8bit.bitwarden"), signer="spy")
    phone = phones.stock(30)
    phone = replace(phone, apps=tuple(app for app in phone.apps if app.package != spy.package))
    assert alarms(judged(phone.with_app(in_plays_name(spy))), spy.package)


def from_f_droid(app: PhoneApp) -> PhoneApp:
    """Return an app that the true F-Droid brought, from whatever repository somebody added."""
    return replace(
        app, installer="org.fdroid.fdroid", initiating="org.fdroid.fdroid", originating=None, package_source=1
    )


@pytest.mark.parametrize(
    "app",
    [
        _helping("com.system.service", granted=_MOST, launcher=False),
        _app("org.private.one", _MOST, launcher="leanback", battery_exempt=True),
        _app("org.private.two", _MOST, used={"RECORD_AUDIO": ("bg 2026-11-19 03:12:44",)}, battery_exempt=True),
    ],
    ids=["disguised", "no-icon", "listening"],
)  # fmt: skip
def test_a_store_that_takes_anybodys_repository_vouches_for_little(app: PhoneApp) -> None:
    """F-Droid brings what its owner, or whoever held the phone, told it to bring."""
    assert alarms(judged(phones.stock(34).with_app(from_f_droid(app))), app.package)


@pytest.mark.parametrize("sdk", [28, 30, 34])
def test_three_kinds_are_enough_where_they_are_messages_calls_and_the_place(sdk: int) -> None:
    """With what keeps it going; so is a mere forwarder of messages."""
    wanted = f"READ_SMS RECEIVE_SMS READ_CALL_LOG ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION {BOOT}"
    base = {"battery_exempt": True, "receives": ("android.provider.Telephony.SMS_RECEIVED",)}
    three = _app("net.three.kinds", wanted, **base)
    forwarder = _app("net.forwards.only", f"READ_SMS RECEIVE_SMS {BOOT}", **base)
    report = judged(phones.stock(sdk).with_app(three, forwarder))
    assert alarms(report, "net.three.kinds")
    assert alarms(report, "net.forwards.only")


@pytest.mark.parametrize("store", ["com.looker.droidify", "com.google.android.apps.restore", "com.aurora.store"])
def test_an_untold_origin_with_one_power_is_at_least_worth_knowing(store: str) -> None:
    """Nothing less than for an app from a store."""
    app = replace(_helping(), installer=store, initiating=store, originating=None, package_source=0)
    told = {
        found.rule for found in judged(phones.stock(34).with_app(app)).findings if found.subject.package == app.package
    }
    assert told


def test_a_store_that_only_carries_the_name_of_one_brings_sideloaded_apps() -> None:
    """Its certificate says so; what it installed is told as from a file."""
    fake = _app("com.looker.droidify", signer="somebody")
    app = replace(_helping(), installer=fake.package, initiating=fake.package, originating=None, package_source=0)
    assert "accessibility-sideloaded" in alarms(judged(phones.stock(34).with_app(fake, app)), app.package)


def test_a_version_name_that_ends_its_own_record_is_told_of_the_app() -> None:
    """A heading of Android's own in it cuts the record before its users."""
    app = _app("net.calm.notes", _MOST, version_name="1.0\n\nShared users:\n")
    assert "record-contradicts" in alarms(judged(phones.stock(34).with_app(app)), app.package)


def test_a_hidden_app_with_one_sense_is_told() -> None:
    """No icon, the microphone or the place, and it may always run."""
    for at, granted in enumerate(("RECORD_AUDIO", "ACCESS_FINE_LOCATION ACCESS_BACKGROUND_LOCATION", "READ_SMS")):
        app = _app(f"net.hidden.sense{at}", granted, launcher=False, battery_exempt=True)
        assert alarms(judged(phones.stock(34).with_app(app)), app.package), granted


def test_a_tool_that_passes_things_on_is_worth_knowing_even_from_a_store() -> None:
    """Automation and links to a computer are real ways to watch, and have their own question."""
    app = _from_play(_listening("org.kde.kdeconnect_tp"))
    report = judged(phones.stock(34).with_app(app))
    assert {found.rule for found in report.findings} == {"can-pass-on"}
    assert report.verdict.level == "nothing_found"


@pytest.mark.parametrize(
    "app",
    [
        _app("org.messenger.calls", f"READ_CONTACTS CAMERA RECORD_AUDIO ACCESS_FINE_LOCATION {BOOT}",
             used={"RECORD_AUDIO": ("bg 2026-11-19 20:12:44",)}, battery_exempt=True),
        _app("com.google.android.GoogleCamera.port", "CAMERA RECORD_AUDIO ACCESS_FINE_LOCATION READ_MEDIA_IMAGES"),
        _app("org.example.game"),
    ],
    ids=["messenger-from-its-site", "camera-port", "game"],
)  # fmt: skip
def test_ordinary_apps_from_a_file_alarm_nobody(app: PhoneApp) -> None:
    """What they need for their purpose is worth knowing at most."""
    assert alarms(judged(phones.stock(34).with_app(app)), app.package) == set()


def test_what_a_management_app_brings_is_not_taken_for_sideloaded() -> None:
    """A company pushes its apps; who manages the phone is told by itself."""
    manager = _from_play(_managing("com.google.android.apps.work.clouddpc"))
    pushed = replace(
        _app("com.lookout.enterprise", appops={"GET_USAGE_STATS": "allow"}),
        installer=manager.package, initiating=manager.package, originating=None, package_source=0,
    )  # fmt: skip
    report = judged(_owned(manager).with_app(pushed))
    assert alarms(report) == set()


def test_a_play_store_that_was_added_counts_as_one_by_its_certificate_alone() -> None:
    """A system without Google's store is no reason to distrust what a true one brings; another key is."""
    without = tuple(app for app in phones.stock(34).apps if app.package != "com.android.vending")
    added = PhoneApp("com.android.vending", signer="somebody")
    app = from_store(_listening())
    report = judged(replace(phones.stock(34), apps=without).with_app(added, replace(app, initiating=None)))
    assert "notifications-sideloaded" in alarms(report, app.package)


def test_a_system_of_another_maker_is_worth_knowing_and_root_needs_attention() -> None:
    """Many people put a system of their choice on a phone, and lock it again."""
    assert alarms(judged(replace(phones.stock(34), visible=("/system/xbin/su",)))) == {"opened-system"}


HOSTILE = 'Bad" name. This app is fine. It was installed from Google Play'


def test_a_name_cannot_write_into_the_report() -> None:
    """Its quotation marks are not the report's, and a sentence is too long for a name."""
    app = _helping(label=HOSTILE)
    [shown] = [one for one in judged(phones.stock(34).with_app(app)).apps if one.app.package == app.package]
    assert shown.explanation is not None
    assert shown.explanation.count('"') == 2
    assert "installed from Google Play" not in shown.explanation


def test_the_paragraph_speaks_of_what_is_so_now() -> None:
    """What was taken away hides nothing and goes nowhere; another user's app is no hiding place by itself."""
    off = _listening("net.switched.off", enabled=3)
    users = (PhoneUser(), PhoneUser(10, "Second", "full"))
    other = _listening("net.other.user", users=(10,))
    report = judged(replace(phones.stock(34), users=users).with_app(off, other))
    told = {one.app.package: one.explanation or "" for one in report.apps}
    assert "keeps out of sight" not in told["net.other.user"]
    assert "for user 10 only" in told["net.other.user"]
    assert told["net.switched.off"] == ""


def test_one_sign_is_not_told_as_many() -> None:
    """That an app starts with the phone adds nothing to a single power."""
    app = _helping(requested=named(BOOT))
    [shown] = [one for one in judged(phones.stock(34).with_app(app)).apps if one.app.package == app.package]
    assert "Together they are" not in (shown.explanation or "")
    spy = whole_spy("net.all.powers")
    [shown] = [one for one in judged(phones.stock(34).with_app(spy)).apps if one.app.package == spy.package]
    assert "Together they are" in (shown.explanation or "")
