"""Captures of real phones, where they stand beside this checkout: what is read is held against a search of the text.

The searches here are written anew, from the text alone, so that no parser proves itself.
"""

from __future__ import annotations

import functools
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scanner.acquire.opening import open_capture
from scanner.capture import Status
from scanner.join.snapshot import join
from scanner.parse import accessibility, adb_keys, device_policy, packages, setting_writers
from scanner.parse.base import ParseError
from scanner.read import Readings, read
from scanner.text import decode
from tests.conftest import SHARED, Outcome

Run = Callable[..., Outcome]

BUGREPORTS = ("android-9-emulator", "android-10-emulator", "android-10-pixel", "android-13-mediatek")
SDK = {"android-9-emulator": 28, "android-10-emulator": 29, "android-10-pixel": 29, "android-13-mediatek": 33}
SINCE = {"roles": 29, "adb_keys": 29, "vpn": 31, "setting_writers": 26}
READ = (
    "getprop", "users", "package_dump", "packages", "appops", "settings_secure", "settings_system", "settings_global",
    "device_policy", "accessibility", "notification_listeners", "roles", "battery_exemptions", "media_projection",
    "vpn", "adb_keys", "uptime", "accounts", "running_services", "battery_daily", "setting_writers",
)  # fmt: skip
"""What every bugreport holds, as far as its Android has it."""


@functools.cache
def raw(name: str) -> str:
    with zipfile.ZipFile(SHARED / "captures" / name / "bugreport.zip") as archive:
        return decode(max((archive.read(one) for one in archive.namelist() if one.endswith(".txt")), key=len))


def section(name: str, service: str) -> str:
    """Return the normal dump of a service from the text of a bugreport."""
    _, found, rest = raw(name).partition(f"\nDUMP OF SERVICE {service}:\n")
    assert found
    return rest[: rest.index(f"was the duration of dumpsys {service}, ")]


@functools.cache
def readings(name: str) -> Readings:
    return read(open_capture(SHARED / "captures" / name / "bugreport.zip"))


def dumped_packages(name: str) -> set[str]:
    """Count the packages of a bugreport by another way than the parser's: a search over the raw text."""
    dump = section(name, "package")
    rows = dump[dump.index("\nPackages:\n") : dump.index("\nShared users:")].split("\nHidden system packages:")[0]
    return set(re.findall(r"^  Package \[([^\]]+)\] \(", rows, re.MULTILINE))


def lines(text: str, pattern: str) -> list[Any]:
    return re.findall(pattern, text, re.MULTILINE)


def listed_for_machines(name: str) -> dict[int, set[str]]:
    """Return the packages of each user by the part ``CHECKIN PACKAGE``."""
    _, _, rest = raw(name).partition("\n------ CHECKIN PACKAGE ")
    found: dict[int, set[str]] = {}
    package = ""
    for line in rest.partition("\n------ ")[0].split("\n"):
        cells = line.split(",")
        if cells[0] == "pkg":
            package = cells[1]
        elif cells[0] == "pkg-usr" and cells[2].startswith("I"):
            found.setdefault(int(cells[1]), set()).add(package)
    return found


@pytest.mark.usefixtures("captures")
@pytest.mark.parametrize("name", BUGREPORTS)
def test_every_package_of_a_real_dump_is_read_and_listed(name: str) -> None:
    """In the records, in each user's list, and in the model; all by their own count."""
    dumped, found = dumped_packages(name), readings(name)
    assert len(dumped) > 100
    assert set(found.one("package_dump").packages) == dumped
    lists = {user: {row.package for row in rows} for user, rows in found.by_user("packages").items()}
    assert lists == listed_for_machines(name)
    assert set().union(*lists.values()) == dumped
    capture = open_capture(SHARED / "captures" / name / "bugreport.zip")
    assert {app.package for app in join(found, capture).apps} >= dumped


@pytest.mark.usefixtures("captures")
@pytest.mark.parametrize("name", BUGREPORTS)
def test_who_wrote_a_real_setting_is_told(name: str) -> None:
    """As a search over the raw text counts them."""
    rows = lines(section(name, "settings"), r"^_id:\d+ name:(\w+) pkg:([\w.]+) value:")
    found = readings(name).one("setting_writers")
    assert sorted((key[2], package) for key, package in found.items()) == sorted(
        row for row in rows if row[0] in setting_writers.NAMES
    )
    assert found[0, "global", "adb_enabled"] == "android"


@pytest.mark.usefixtures("captures")
@pytest.mark.parametrize("name", BUGREPORTS)
def test_what_a_real_bugreport_holds_is_read_without_a_line_left(name: str) -> None:
    """And nothing else counts as read."""
    status = {row.check: (row.status, row.detail) for row in readings(name).coverage}
    for check in READ:
        wanted = Status.OK if SDK[name] >= SINCE.get(check, 0) else Status.UNSUPPORTED
        assert status[check][0] is wanted, (check, status[check])
    others = {"user_types"} | set(READ)
    assert {state for check, (state, _) in status.items() if check not in others} <= {
        Status.NOT_RUN,
        Status.UNSUPPORTED,
    }
    assert not any("not understood" in detail for _, detail in status.values())


@pytest.mark.usefixtures("captures")
@pytest.mark.parametrize("name", BUGREPORTS)
def test_who_is_admin_owner_listener_and_user_on_a_real_phone(name: str) -> None:
    """As the text says it: one phone has an admin, none an owner, and one a second user."""
    found = readings(name)
    policy = section(name, "device_policy")
    admins = lines(policy, r"^    ([\w.]+)/[\w.$]+:$")
    assert [row.component.partition("/")[0] for row in found.one("device_policy").admins] == admins
    assert admins == (["com.google.android.gms"] if name == "android-9-emulator" else [])
    assert ("Owner: \n" in policy, found.one("device_policy").owners) == (False, ())
    users = {int(user) for user in lines(section(name, "user"), r"^ *UserInfo\{(\d+):")}
    assert {row.id for row in found.one("users")} == users == ({0, 11} if name == "android-10-pixel" else {0})
    told = section(name, "notification").partition("All notification listeners (")[2].partition("Live ")[0]
    listeners = {one.partition("/")[0] for one in lines(told, r"^ +ComponentInfo\{([^}]+)\}$")}
    assert {one.partition("/")[0] for one in found.one("notification_listeners").enabled} == listeners
    switched_on = lines(section(name, "settings"), r" name:enabled_accessibility_services .*?value:(\S*)")
    assert {value for value in switched_on if value != "null"} == set()
    assert not any(user.enabled or user.bound for user in found.one("accessibility").values())


@pytest.mark.usefixtures("captures")
@pytest.mark.parametrize("name", BUGREPORTS)
def test_settings_and_properties_of_a_real_phone_are_all_read(name: str) -> None:
    """Row by row: as many as stand there under different names."""
    found = readings(name)
    tables = re.split(r"^([A-Z]+) SETTINGS \(user (\d+)\)$", section(name, "settings"), flags=re.MULTILINE)
    for space, user, table in zip(tables[1::3], tables[2::3], tables[3::3], strict=True):
        names = set(lines(table.partition("\nHistorical operations")[0], r"^_id:\d+ name:(\S+) "))
        if space == "CONFIG":
            continue
        check = f"settings_{space.lower()}"
        rows = found.one(check) if space == "GLOBAL" else found.by_user(check)[int(user)]
        assert len(rows) == len(names), (check, user)
    properties = raw(name).partition("\n------ SYSTEM PROPERTIES (getprop) ------\n")[2].partition("\n------ ")[0]
    assert len(found.one("getprop")) == len(lines(properties, r"^\[[^\]]+\]: \["))


@pytest.mark.usefixtures("captures")
@pytest.mark.parametrize("name", BUGREPORTS)
def test_the_smaller_sources_of_a_real_phone_are_all_read(name: str) -> None:
    """By their own counts."""
    found = readings(name)
    idle = section(name, "deviceidle").partition("\n  Whitelist (except idle) all app ids:")[0]
    exempt = set(lines(idle[idle.index("  Whitelist ") :], r"^    ([A-Za-z][\w.]+)$"))
    assert found.one("battery_exemptions").user | found.one("battery_exemptions").system == exempt
    told = lines(section(name, "account"), r"^  Accounts: (\d+)$")
    assert [len(rows) for rows in found.one("accounts").values()] == [int(number) for number in told]
    daily = section(name, "batterystats").partition("\nDaily stats:")[2].partition("\nStatistics since last")[0]
    changed = lines(daily, r"^      Update ([\w.]+) vers=")
    assert Counter(row.package for row in found.one("battery_daily")) == Counter(changed)
    records = lines(section(name, "activity"), r"^  \* ServiceRecord\{[0-9a-f]+ u(\d+) ([\w.]+)/")
    at_work = [(str(row.user), row.component.partition("/")[0]) for row in found.one("running_services")]
    assert at_work == records
    assert len(records) > 20
    assert found.one("media_projection") == ()
    weeks, days, hours, minutes = re.findall(
        r"(\d+) (?:week|day|hour|minute)", raw(name).partition("\nUptime: ")[2][:80]
    )
    whole = ((int(weeks) * 7 + int(days)) * 24 + int(hours)) * 60 + int(minutes)
    assert found.one("uptime") == whole * 60
    if SDK[name] >= SINCE["roles"]:
        holders = Counter(lines(section(name, "role"), r"^ +holders=([\w.]+)$"))
        assert Counter(one for user in found.one("roles").values() for role in user.values() for one in role) == holders
        keys = lines(section(name, "adb"), r"(?:^|=) *(QAAAA[A-Za-z0-9+/=]{690,})")
        assert len(found.one("adb_keys").keys) == len(set(keys))
    if SDK[name] >= SINCE["vpn"]:
        assert {user: row.package for user, row in found.one("vpn").items()} == {0: None}


@pytest.mark.parametrize("name", BUGREPORTS)
def test_a_real_bugreport_runs_through_without_a_match_and_says_what_is_missing(
    captures: Path, clearsight: Run, name: str
) -> None:
    """No known stalkerware is on these phones; what a bugreport cannot give is in the coverage."""
    found = clearsight("scan", "--from", captures / name / "bugreport.zip", "--json")
    status = {row["check"]: row["status"] for row in found.report["coverage"]}
    assert found.report["verdict"]["level"] in {"incomplete", "needs_attention"}
    assert found.code in {21, 10}
    assert found.matched == set()
    assert {status[check] for check in ("launchers", "keyboards", "package_details")} == {"not_run"}


@pytest.mark.parametrize("name", BUGREPORTS)
def test_a_real_bugreport_is_the_same_however_it_is_packed(captures: Path, tmp_path: Path, name: str) -> None:
    """Unpacked, its text alone under another name, and in one more zip."""
    path = captures / name / "bugreport.zip"
    wanted = open_capture(path).entries
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "unpacked")
    assert open_capture(tmp_path / "unpacked").entries == wanted
    [text] = [one for one in (tmp_path / "unpacked").iterdir() if one.name.startswith("bugreport-")]
    assert open_capture(text.rename(tmp_path / "renamed.log")).entries == wanted
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
        archive.write(path, "dumpState_1.zip")
    assert open_capture(tmp_path / "outer.zip").entries == wanted


def test_a_real_wearable_dump_inside_a_markdown_fence_is_read(captures: Path) -> None:
    """172 packages, and a fence around them."""
    parsed = packages.parse(decode((captures / "android-12-wearable" / "dumpsys_package.md").read_bytes()))
    assert len(parsed.value.packages) == 172


def coverage(found: Outcome) -> dict[str, str]:
    return {row["check"]: row["status"] for row in found.report["coverage"]}


def test_a_real_device_owner_is_found_from_its_folder(captures: Path, clearsight: Run) -> None:
    """With its admin; a terminal's transcript beside it is cut at its prompts."""
    found = clearsight("scan", "--from", captures / "device-owner", "--json")
    assert (found.code, found.matched) == (21, set())
    powers = {app["package"]: set(app["powers"]) for app in found.report["apps"]}
    assert powers["com.example.android.deviceowner"] == {"device_owner", "device_admin"}
    status = coverage(found)
    assert (status["device_policy"], status["appops"], status["package_details"]) == ("ok", "partial", "ok")


SAMSUNG_POLICY = {
    1: ({(0, "com.samsung.android.kgclient")}, {}),
    2: ({(0, "com.samsung.android.kgclient"), (150, "com.samsung.knox.securefolder")}, {}),
    3: None,
    4: None,
    5: None,
    6: None,
    7: ({(0, "com.samsung.android.kgclient")}, {150: "com.samsung.knox.securefolder"}),
}
"""Admins and profile owners of each excerpt; ``None`` where it holds neither the title nor a list of admins."""


def _service(path: Path) -> tuple[str, str]:
    """Return what a bugreport's reader makes of an excerpt: the text between heading and end, and its doubt."""
    [one] = [one for one in open_capture(path).entries if one.probe != "other_files"]
    return decode(one.stdout), one.detail


@pytest.mark.parametrize("number", sorted(SAMSUNG_POLICY))
def test_real_samsung_excerpts_of_admins_and_owners(captures: Path, number: int) -> None:
    """The Knox admin, and the Secure Folder with its owner; the lists of packages behind them are no admins."""
    text, _ = _service(captures / "samsung-excerpts" / f"device_policy_parser_{number}.txt")
    expected = SAMSUNG_POLICY[number]
    if expected is None:
        with pytest.raises(ParseError):
            device_policy.parse(text)
        return
    parsed = device_policy.parse(text)
    assert {(row.user, row.component.partition("/")[0]) for row in parsed.value.admins} == expected[0]
    assert {row.user: row.package for row in parsed.value.owners} == expected[1]


@pytest.mark.parametrize("number", range(1, 11))
def test_real_samsung_excerpts_of_package_records(captures: Path, number: int) -> None:
    """Every block is read, or the excerpt has none (in some somebody wrote a word for the address).

    The log of installs above them is told apart.
    """
    path = captures / "samsung-excerpts" / f"package_parser_{number}.txt"
    names = set(lines(path.read_text(), r"^  Package \[([^\]]+)\] \([0-9a-f]+\):"))
    text, _ = _service(path)
    if not names:
        with pytest.raises(ParseError):
            packages.parse(text)
        return
    parsed = packages.parse(text)
    assert set(parsed.value.packages) == names
    events = len(lines(path.read_text(), r"^\d{4}-\d\d-\d\d [\d:.]+: START (?:INSTALL|DELETE) PACKAGE"))
    if hasattr(parsed.value, "history"):
        assert len(parsed.value.history) == events


def test_a_real_samsung_excerpt_of_trusted_computers(captures: Path) -> None:
    """Its key was made unreadable, which is told."""
    text, _ = _service(captures / "samsung-excerpts" / "adb_parser_1.txt")
    parsed = adb_keys.parse(text)
    assert parsed.value.connected is True
    assert parsed.value.keys == ()
    assert parsed.unread + len(parsed.problems) > 0


def arranged(captures: Path, folder: Path) -> Path:
    """Put what was saved of the phone with SpyLive360 into one folder."""
    source = captures / "stalkerware-spylive360"
    folder.mkdir()
    for path in (source / "package").iterdir():
        shutil.copyfile(path, folder / path.name)
    shutil.copyfile(source / "accessibility" / "spylive360.txt", folder / "accessibility.txt")
    return folder


def test_a_real_stalkerware_app_is_found_among_harmless_ones(captures: Path, clearsight: Run, tmp_path: Path) -> None:
    """By the list, and by what it does; it calls itself WiFi. The others are on no list and hold no power."""
    found = clearsight("scan", "--from", arranged(captures, tmp_path / "saved"), "--json")
    assert (found.code, found.matched) == (11, {("com.wifi0", "SpyLive360")})
    [match] = [one for one in found.report["findings"] if one["match"] is not None]
    assert match["match"]["family"] == "SpyLive360"
    assert "accessibility-sideloaded" in found.rules
    apps = {app["package"]: app for app in found.report["apps"]}
    assert "accessibility" in apps["com.wifi0"]["powers"]
    others = [one for one in found.report["findings"] if one["subject"].get("package") not in {None, "com.wifi0"}]
    # a name that begins with com.android., and a place that is read in the background, are worth knowing
    assert {one["severity"] for one in others} <= {"low"}
    assert not any(app["powers"] for name, app in apps.items() if name != "com.wifi0")


def test_folders_of_several_phones_are_not_read_as_one(captures: Path, clearsight: Run) -> None:
    """The error says what to do."""
    found = clearsight("scan", "--from", captures / "stalkerware-spylive360")
    assert found.code == 22
    assert "accessibility/, package/" in found.err
    assert clearsight("scan", "--from", captures / "stalkerware-spylive360" / "accessibility").code == 22


@pytest.mark.parametrize("name", ["spylive360", "plain", "plain2"])
def test_real_accessibility_dumps(captures: Path, name: str) -> None:
    """One of three has a service that is switched on."""
    parsed = accessibility.parse((captures / "stalkerware-spylive360" / "accessibility" / f"{name}.txt").read_text())
    on = {"com.wifi0/com.wifi0.AccessibilityReceiver4"} if name == "spylive360" else set()
    assert parsed.value[0].enabled == on
    assert (parsed.unread, parsed.problems) == (0, ())


SINGLE = ("single-package-dumps", "stalkerware-spylive360/package")


@pytest.mark.parametrize("folder", SINGLE)
def test_single_package_dumps_tell_what_is_requested(captures: Path, folder: str) -> None:
    """Also the one that PowerShell wrote as UTF-16: every permission that the text lists."""
    for path in sorted((captures / folder).iterdir()):
        text = decode(path.read_bytes())
        [name] = set(lines(text, r"^  Package \[([^\]]+)\] \("))
        parsed = packages.parse(text)
        assert (set(parsed.value.packages), parsed.unread) == ({name}, 0), path.name
        asked = text[text.index("    requested permissions:\n") :].split("\n")[1:]
        wanted = {line.split(":")[0].strip() for line in asked[: next(i for i, x in enumerate(asked) if x[:6].strip())]}
        assert parsed.value.packages[name].permissions.requested == wanted, path.name


@pytest.mark.parametrize("folder", SINGLE)
def test_a_folder_of_real_single_package_dumps(captures: Path, folder: str) -> None:
    """Each is the answer about its package; together they are no list of what is on the phone."""
    found = read(open_capture(captures / folder))
    texts = [decode(path.read_bytes()) for path in (captures / folder).iterdir()]
    assert set(found.one("package_details")) == {lines(text, r"^  Package \[([^\]]+)\]")[0] for text in texts}
    assert found.one("package_dump") is None


def test_real_lists_of_names_and_install_times_are_matched(captures: Path, clearsight: Run) -> None:
    """Two files of a caseworker: which names, since when; what they cannot tell makes the result incomplete."""
    folder = captures / "adware-incident"
    names = set((folder / "current-packages.txt").read_text().split())
    times = dict(
        line.split(None, 1) for line in (folder / "packages-install-dates.txt").read_text().splitlines() if line.strip()
    )
    found = clearsight("scan", "--from", folder, "--json")
    assert (found.code, found.matched) == (21, set())
    [row] = [row for row in found.report["coverage"] if row["check"] == "packages"]
    assert row["status"] == "partial"
    assert f"{len(times.keys() - names)} packages stand only among the install times" in row["detail"]
    assert "not understood" not in row["detail"]
    since = {app["package"]: f"firstInstallTime={app['first_installed']}" for app in found.report["apps"]}
    assert since == {name: times.get(name, "firstInstallTime=None") for name in names | times.keys()}


@pytest.mark.parametrize("name", ["current-packages.txt", "packages-install-dates.txt"])
def test_each_real_list_is_enough_by_itself(captures: Path, clearsight: Run, tmp_path: Path, name: str) -> None:
    """With one listed name among them, it is found."""
    text = (captures / "adware-incident" / name).read_text()
    extra = "com.systemservice\n" if "current" in name else "com.systemservice   firstInstallTime=2026-09-06 22:47:18\n"
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / name).write_text(text + extra)
    found = clearsight("scan", "--from", folder, "--json")
    assert (found.code, found.matched) == (11, {("com.systemservice", "TheTruthSpy")})
