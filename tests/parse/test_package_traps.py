"""What a dump of packages survives, and what of it is told: cuts, odd lines, and lines that an app wrote."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.parse import package_details, packages
from scanner.parse.base import Parsed, ParseError
from scanner.parse.package_rows import PackageDump, UserState
from scanner.text import decode
from tests.parse.package_texts import BLOCK, EVERY_SDK, MARKER, NAME, parsed, watched
from tests.virtual_phone import identity, permissions
from tests.virtual_phone.dumps import package

SDKS = st.integers(24, 36)


def state(text: str, name: str = "a.b", user: int = 0) -> UserState:
    """Return what a package is for a user."""
    return packages.parse(text).value.packages[name].permissions.users[user]


@pytest.mark.parametrize("vendor", ["google", "samsung", "xiaomi"])
@pytest.mark.parametrize("sdk", EVERY_SDK)
def test_runtime_permissions_are_read_behind_overlays_and_suspensions(sdk: int, vendor: str) -> None:
    """Headings that stand in the middle of a user, less indented, end neither the user nor the block."""
    themed = next(f"net.wlan.helper{n}" for n in range(99) if identity.number("theme", f"net.wlan.helper{n}") % 3 == 0)
    phone = watched(sdk, vendor, package=themed, suspended_by="com.android.shell")
    text = package.whole(phone)
    assert (sdk < 26) or "overlay paths:" in text
    told = parsed(text).packages[themed].permissions.users[0]
    runtime = {name for name, given in permissions.of(phone.app(themed), sdk).runtime if given}
    assert runtime
    assert told.granted == runtime
    assert told.suspended is True


def test_an_sdk_library_does_not_end_the_block() -> None:
    """Android 14 and later print a line behind it that is indented by one blank."""
    library = "    usesSdkLibraries:\n      com.example.sdk version:5\n optional:true\n"
    text = BLOCK.replace("    lastUpdateTime", f"{library}    lastUpdateTime")
    assert parsed(text).packages["a.b"].permissions.users[0].granted == {"android.permission.READ_SMS"}


def test_a_processs_denied_permissions_are_no_surprise() -> None:
    """They stand deeper than the items of other lists."""
    lines = "    processes:\n      a.b:remote\n        deny: android.permission.INTERNET\n"
    parsed(BLOCK.replace("    lastUpdateTime", f"{lines}    lastUpdateTime"))


@pytest.mark.parametrize(
    "line",
    ["    nothing known", "      an item of no list", "        an item of no list", "   oddly indented", " lost"],
)
def test_a_line_of_no_known_shape_is_counted(line: str) -> None:
    """Wherever it stands in a block."""
    text = BLOCK.replace("    flags=", f"{line}\n    flags=")
    assert packages.parse(text).unread > 0


@pytest.mark.parametrize("line", ["      nothing known", "        a b c", "        1;2"])
def test_a_line_of_no_known_shape_is_counted_in_a_users_part(line: str) -> None:
    """Also behind the classes that are switched off."""
    assert packages.parse(f"{BLOCK}{line}\n").unread > 0


@pytest.mark.parametrize(
    "lines",
    ["    User 0: installed=false hidden=false suspended=false stopped=true enabled=2",
     "        b\n    User 0: installed=false\n      firstInstallTime=1999-01-01 00:00:00"],
)  # fmt: skip
def test_a_user_that_stands_twice_is_unknown_and_keeps_its_permissions(lines: str) -> None:
    """The name of a class may hold line breaks: it neither takes an app out of sight nor its permissions away."""
    found = packages.parse(f"{BLOCK}{lines}\n")
    told = found.value.packages["a.b"].permissions.users[0]
    assert found.problems == ("the records of 1 packages contradict themselves",)
    assert (told.installed, told.enabled, told.stopped, told.first_installed) == (None, None, None, None)
    assert told.granted == {"android.permission.READ_SMS"}


def test_a_word_that_stands_twice_on_a_users_line_is_unknown() -> None:
    """Android 9 prints on that line what the suspending app wants to say."""
    text = BLOCK.replace(
        "suspended=false", "suspended=true suspendingPackage=c.d dialogMessage=x stopped=true enabled=2"
    )
    told = state(text)
    assert (told.suspended, told.stopped, told.enabled, told.suspended_by) == (True, None, None, {"c.d"})


def test_a_warning_of_harm_is_no_permission() -> None:
    """It stands as deep as the runtime permissions before it."""
    text = BLOCK.replace(
        "      disabledComponents:", "        harmfulAppWarning: Harmful app\n      disabledComponents:"
    )
    told = parsed(text).packages["a.b"].permissions.users[0]
    assert told.granted == {"android.permission.READ_SMS"}
    assert told.harmful_warning == "Harmful app"


@pytest.mark.parametrize("sdk", EVERY_SDK)
@pytest.mark.parametrize("part", [0.3, 0.5, 0.8, 0.999])
def test_a_dump_that_stops_inside_the_packages_is_a_problem(sdk: int, part: float) -> None:
    """A whole dump ends with sections of its own."""
    text = package.whole(watched(sdk))
    begin, end = (
        text.index("\nPackages:\n") + 300,
        text.index("\nFrozen packages:"),
    )
    found = packages.parse(text[: begin + int((end - begin - 300) * part)])
    assert "the dump stops inside the packages" in found.problems or "the dump stops before its end" in found.problems


def test_a_whole_dump_that_stops_behind_the_packages_is_a_problem() -> None:
    """What was installed and removed is told there."""
    text = package.whole(watched(34))
    assert packages.parse(text[: text.index("Active install sessions:")]).problems == ("the dump stops before its end",)


@pytest.mark.parametrize("cut", ["      runtime perm", "        android.permission.READ_S", "    User 0: inst"])
def test_a_part_of_a_dump_that_stops_in_a_word_is_a_problem(cut: str) -> None:
    """Also where the sections behind the packages were never asked for."""
    assert "the dump stops inside the packages" in packages.parse(BLOCK[: BLOCK.index(cut) + len(cut)]).problems


def test_a_part_of_a_dump_that_stops_before_the_users_of_a_package_is_a_problem() -> None:
    """Every record has its users."""
    found = packages.parse(BLOCK[: BLOCK.index("    User 0")])
    assert found.problems == ("the dump stops inside the packages",)


def test_the_record_of_one_package_that_stops_early_is_a_problem() -> None:
    """Behind it stands at least the state of its compiled code."""
    phone = watched(34)
    text = package.single(phone, phone.app(NAME))
    answer = package_details.parse(f"{MARKER} {NAME}\n{text[: text.index('Queries:')]}", MARKER, frozenset({NAME}))
    assert answer.problems == ("the records of 1 packages contradict themselves or are not complete",)


@pytest.mark.parametrize("name", ["package", "Packages:\n  Package [c.d] (1):"])
def test_packages_that_stand_in_a_later_section_are_told(name: str) -> None:
    """A record belongs into its own section, which stands once."""
    text = f"{BLOCK}\nQueries:\n{'Packages:' if name != 'package' else ''}\n  Package [c.d] (1):\n    appId=1\n"
    assert packages.parse(text).problems


@pytest.mark.parametrize("sdk", EVERY_SDK)
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-8-sig"])
def test_how_a_dump_was_saved_changes_nothing(sdk: int, encoding: str) -> None:
    """UTF-16 with CRLF, and the lines that dumpsys prints in front of a dump."""
    text = package.whole(watched(sdk, "samsung"))
    head = "Service host process PID: 1486\nThreads in use: 2/32\nClient PIDs: 25036, 24988\n"
    saved = f"{head}{text}".replace("\n", "\r\n").encode(encoding)
    assert parsed(decode(saved)) == parsed(text)


def test_a_time_out_inside_the_packages_is_a_problem() -> None:
    """The phone says so in a line of its own, which is no record."""
    text = package.whole(watched(34))
    told = "*** SERVICE 'package' DUMP TIMEOUT (60000ms) EXPIRED ***"
    found = packages.parse(f"{text[: text.index('    installPermissionsFixed')]}\n{told}\n")
    assert "the dump stops inside the packages" in found.problems


def test_nul_bytes_and_a_line_of_fifty_megabytes_are_survived() -> None:
    """In time, and without growing with what one line holds."""
    words = "installed=true " * (50_000_000 // 15)
    text = BLOCK.replace("    User 0: ", f"    note=\0{words}\n    User 0: ", 1)
    text += f"    User 10: installed=true {words}\n"
    rows = packages.parse(text).value.packages["a.b"].permissions.users
    assert rows[0].granted == {"android.permission.READ_SMS"}
    assert rows[10].installed is None


@given(st.text(max_size=300), st.floats(0, 1), SDKS)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_dump_it_is_read_or_refused(junk: str, at: float, sdk: int) -> None:
    """Rows and problems, or an error that says what is missing; nothing else."""
    text = _WHOLE.setdefault(sdk, package.whole(watched(sdk, "samsung")))
    place = int(at * len(text))
    try:
        found: Parsed[PackageDump] = packages.parse(text[:place] + junk + text[place:])
    except ParseError:
        return
    assert len(found.value.history) <= 5000


_WHOLE: dict[int, str] = {}


@pytest.mark.parametrize(
    "name", ["android-9-emulator", "android-10-emulator", "android-10-pixel", "android-13-mediatek"]
)
def test_every_grant_and_every_line_of_a_real_dump_is_read(captures: Path, name: str) -> None:
    """The runtime grants are counted by another way than the parser's: a search over the raw text."""
    with zipfile.ZipFile(captures / name / "bugreport.zip") as archive:
        text = decode(max((archive.read(one) for one in archive.namelist() if one.endswith(".txt")), key=len))
    begin = text.index("\nDUMP OF SERVICE package:") + 1
    dump = text[begin : text.index("was the duration of dumpsys package,", begin)]
    found = packages.parse(dump[: dump.rindex("\n") + 1])
    assert (found.unread, found.problems) == (0, ())
    before, shared = dump[dump.index("\nPackages:\n") : dump.index("\nPackage Changes:")].split("\nShared users:")
    section = before.split("\nHidden system packages:")[0] + shared
    granted = re.findall(r"^        [\w.]+: granted=true", section, re.MULTILINE)
    tables = [row.permissions for row in found.value.packages.values()] + list(found.value.shared_users.values())
    assert len(granted) == sum(len(told.granted) for table in tables for told in table.users.values())
