"""Why an answer is missing or not whole, in the program's own words.

An entry's ``detail`` is plain text where a capture was kept in a file. So these sentences, made here and nowhere else,
are looked up when it is read again; what a phone says itself is none of them, and stays as it is.
"""

from __future__ import annotations

import re

from scanner.details import BETWEEN
from scanner.say import Said, SaidList, put_in, say, say_count

BROKEN_OFF = say("the phone broke this dump off")
"""What is told where the phone itself says that it gave up on an answer."""

NOT_ASKED = say("not asked: the connection to the phone had broken")
LATE = say("the phone did not finish the command in time")
BROKE = say("the connection broke: {why}")
EXIT_CODE = say("exit code {code}")
NOT_READ = say("not read")
NO_BYTES = say("its bytes could not be read")
HASHED_HERE = say("hashed on this computer, since the phone has no sha256sum")
NO_FILE = say("no file of an added app is known")
NO_APK = say("no APK was read, as --no-apk asked")
NAMES_LEFT_OUT = say_count(
    "the names of {count} apps were left out: their files hold more than is read for that",
    "the names of {count} apps were left out: their files hold more than is read for that",
    0,
)
TOO_MANY_APPS = say_count(
    "{count} apps beyond the first {most} were not asked about",
    "{count} apps beyond the first {most} were not asked about",
    0,
)
TOO_OLD = say("Android tells this since version {version}; it may be there all the same")
MAIN_USER_ALONE = say("a phone before Android {version} tells this of the main user alone")

CUT = say("this part of the file is cut off")
TWICE = say("this part stands twice in the file")
ENDS_TWICE = say("the end of this part stands twice in the file, so a part of it may be missing")
SHORT_DUMP = say("only the short dump that is made first is there")
OTHER_PACKAGES = say_count(
    "{count} records of packages stand outside the package manager's part",
    "{count} records of packages stand outside the package manager's part",
    0,
)
OTHER_SERVICES = say_count(
    "{count} records of services stand outside their part",
    "{count} records of services stand outside their part",
    0,
)
NO_SERVICES = say("the part on services is missing in it")
NO_LOGS = say("no log stands in it")
TOO_MANY_HOSTS = say("more of them than the {most} that are kept")

HEADLESS = say("its beginning is missing, so this may not be all packages")
UNSURE = say("which command made this list is not known, so it may not be all packages")
UNSURE_QUERY = say("which command made this list is not known, so it may name apps without an icon")
WITH_UNINSTALLED = say("it was asked for with -u, so it names uninstalled packages, too")
EMPTY = say("the file is empty, which may also mean that the command failed")
BESIDE = say("its file holds more, which is not recognised")
ONLY_SOME = say("by its name this is only a part of the packages")
TIMES_ALONE = say("names with the time of their install; which command they come from is not known")
BARE = say("a bare list of names; which command made it is not known, so it may not be all packages")
TIMES_ONLY = say_count(
    "{count} packages stand only among the install times",
    "{count} packages stand only among the install times",
    0,
)

ONLY_WHICH = say("only ten names were looked for, in the folders of commands")
NO_PACKAGE = say("packages.json names no package")
IMPROPER = say_count("{count} rows without a proper name", "{count} rows without a proper name", 0)
OTHER_USERS = say("it may name apps of other users than the main one")
FURTHER_APPS = say("only those apps of this user that the main user does not have")
MAY_BE_GONE = say("it may name uninstalled packages")
NOT_ALL_LISTED = say("androidqf could not list all packages of this user")
NO_TIMES = say("acquisition.json could not be understood: the times of the reading are unknown")
NO_FILE_AT_ALL = say("{file} is no file, and was not read")
TOO_LARGE = say("{file} is too large, and was not searched")
NO_REPORT = say("bugreport.zip could not be read: {why}")

UNUSED = say("not read: {files}")
UNUSED_AND_MORE = say("not read: {files} and {count} more")
NOT_RECOGNISED = say("not recognised: {files}")
NOT_RECOGNISED_AND_MORE = say("not recognised: {files} and {count} more")

OF_FILES = UNUSED, UNUSED_AND_MORE
OF_STRANGE_FILES = NOT_RECOGNISED, NOT_RECOGNISED_AND_MORE
"""Tells of files that were not used, and of more than are named."""

_ALL = (
    BROKEN_OFF, NOT_ASKED, LATE, BROKE, EXIT_CODE, NOT_READ, NO_BYTES, HASHED_HERE, NO_FILE, NO_APK, NAMES_LEFT_OUT,
    TOO_MANY_APPS, TOO_OLD, MAIN_USER_ALONE, CUT, TWICE, ENDS_TWICE, SHORT_DUMP, OTHER_PACKAGES, OTHER_SERVICES,
    NO_SERVICES, NO_LOGS, TOO_MANY_HOSTS, HEADLESS, UNSURE, UNSURE_QUERY, WITH_UNINSTALLED, EMPTY, BESIDE, ONLY_SOME,
    TIMES_ALONE, BARE, TIMES_ONLY, ONLY_WHICH, NO_PACKAGE, IMPROPER, OTHER_USERS, FURTHER_APPS, MAY_BE_GONE,
    NOT_ALL_LISTED, NO_TIMES, NO_FILE_AT_ALL, TOO_LARGE, NO_REPORT, UNUSED_AND_MORE, UNUSED, NOT_RECOGNISED_AND_MORE,
    NOT_RECOGNISED,
)  # fmt: skip

_NUMBERS = frozenset({"count", "most", "code"})
_MOST_DIGITS = 9
_LONGEST = 2_000


def _pattern(reason: Said) -> re.Pattern[str]:
    shapes = {name: rf"(?P<{name}>\d{{1,{_MOST_DIGITS}}})" for name in _NUMBERS}
    shapes |= {name: rf"(?P<{name}>.+)" for name in ("why", "version", "file", "files")}
    return re.compile(put_in(re.escape(reason.message).replace(r"\{", "{").replace(r"\}", "}"), shapes), re.DOTALL)


_PATTERNS = tuple((_pattern(reason), reason) for reason in _ALL)


def one(text: str) -> str:
    """Return a single reason as the sentence it is, or the text itself where it is none of these."""
    if isinstance(text, Said) or len(text) > _LONGEST:
        return text
    for pattern, reason in _PATTERNS:
        found = pattern.fullmatch(text)
        if found is not None:
            values = {name: int(value) if name in _NUMBERS else value for name, value in found.groupdict().items()}
            return reason.format(**values)
    return text


def parts(detail: str) -> tuple[str, ...]:
    """Return the reasons in the detail of an entry, one by one; a text of the phone's own is never taken apart."""
    if isinstance(detail, SaidList) and detail.between == BETWEEN:
        return detail.parts
    if isinstance(detail, Said) or not detail:
        return (detail,) if detail else ()
    told = tuple(map(one, detail.split(BETWEEN)))
    return told if all(isinstance(part, Said) for part in told) else (one(detail),)
