"""How a match with a list is told: whole sentences by what matched, so that each can be translated.

The keys of ``MEANINGS``, ``SURE`` and ``TITLES`` are what matched; ``scanner.detect.listed`` chooses among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.detect.family import Category
from scanner.results import NAME_ONLY
from scanner.say import Said, say

if TYPE_CHECKING:
    from scanner.detect.family import Family

_DO_YOU_KNOW = say("Do you know this app, and do you want it?")


@dataclass(frozen=True, slots=True)
class Words:
    """How a match of one category is told."""

    title: str
    benign: str
    ask: str
    advice: tuple[str, ...]


# Translators: these three stand behind a product's name as {is_what}, and a comma before them; where grammar needs
# another form, the sentences around may put {is_what} between brackets or dashes.
IS_WHAT = {
    Category.STALKERWARE: say("which is sold or used to watch people in secret"),
    Category.WATCHWARE: say("which openly monitors a phone or shares where it is"),
    Category.DUAL_USE: say("which has ordinary uses and can be misused to monitor"),
}
"""What the products of a category are, as it follows a product's name."""

WORDS = {
    Category.STALKERWARE: Words(
        title=say("An app matches a list of stalkerware"),
        benign="",  # by what it matched says how sure that is
        ask=say("Does the phone's user know this app?"),
        advice=("uninstall",),
    ),
    Category.WATCHWARE: Words(
        title=say("An app made to monitor or to share a location is on this phone"),
        benign=say(
            "Families, schools and companies use such apps openly. That is all right where the phone's user knows "
            "and agrees."
        ),
        ask=_DO_YOU_KNOW,
        advice=("ask_owner", "uninstall"),
    ),
    Category.DUAL_USE: Words(
        title=say("An app that can also be used to monitor is on this phone"),
        benign=say("Most people who have this app chose it themselves."),
        ask=_DO_YOU_KNOW,
        advice=("ask_owner",),
    ),
}

TITLES = {
    "maker": say("An app by the maker of a listed app is on this phone"),
    "pattern": say("An app's name has the form of the names of a listed product"),
    "holder": say("What an app's certificate says of its maker fits a listed product"),
    NAME_ONLY: say("A part of the phone's system carries a listed name"),
}
"""Titles of matches that are told otherwise than their category."""

# Translators: {is_what} is one of three, such as "which is sold or used to watch people in secret".
MEANINGS: dict[str, Said] = {
    "sha256": say("Its file is, to the last byte, one that is listed as {family}, {is_what}."),
    "certificate": say(
        "It is signed with a certificate of {family}, {is_what}. A certificate shows who made an app, whatever name "
        "the app carries."
    ),
    "maker": say(
        "It is signed with a certificate of {family}, {is_what}. So it comes from the same maker. Whether it is that "
        "app under another name, or another app, the certificate does not show."
    ),
    "both": say(
        "Its package name and its signing certificate are those of {family}, {is_what}. A certificate shows who made "
        "an app."
    ),
    "package": say("Its package name, by which Android knows it, is listed for {family}, {is_what}."),
    "pattern": say(
        "Its package name, by which Android knows it, has the form of the names of {family}, {is_what}. No list holds "
        "this very name."
    ),
    "holder": say(
        "What its certificate says of its maker fits {family}, {is_what}. No list holds this very certificate."
    ),
    NAME_ONLY: say(
        "Its package name is on the list for {family}. But it is part of this phone's system and is signed as the "
        "system itself is, with a key that only the phone's maker should have: the name is all that they share."
    ),
}

SURE = {
    "sha256": say("No other file has the same fingerprint. Only a mistake in the list itself remains possible."),
    "certificate": say(
        "A maker may sign several apps with one certificate. That another maker has it is very unlikely."
    ),
    "maker": say("Makers of such apps make others, too, and this may be one of those."),
    "both": say(
        "That another maker has this certificate is very unlikely. A mistake in the list itself remains possible."
    ),
    "package": say("Another app can carry the same package name. A specialist who looks at the app can tell."),
    "pattern": say(
        "Another maker may have chosen a name of the same form. A specialist who looks at the app can tell."
    ),
    "holder": say("Anybody can make a certificate that says so. A specialist who looks at the app can tell."),
    NAME_ONLY: say(
        "Makers of phones choose plain names for parts of their systems, and makers of stalkerware copy them."
    ),
}

NOTHING_TO_ASK = say("Nothing has to be asked. If in doubt, a specialist can compare it with the maker's own system.")

_OWN: dict[str, str] = {text: text for text in (say("clearsight's own patterns"),)}
"""Names of sources that are this program's own, as they are told."""


def source_of(family: Family) -> str:
    """Return the name of the list that a family is from, and its date."""
    # Translators: the name of a list, and its date.
    return say("{name}, {date}", name=_OWN.get(family.source_name, family.source_name), date=family.source_date)


# Translators: {source} is the name of a list and its date; {pattern}, {digest} and {package} stand there as they are.
BY_PATTERN = {
    "package": say("Its package name fits a pattern that is kept for {family}: {pattern} ({source})."),
    "certificate": say(
        "What its certificate says of its holder fits a pattern that is kept for {family}: {pattern} ({source})."
    ),
}
BY_FILE = say("The fingerprint of its file (SHA-256) is listed for {family} ({source}): {digest}.")
BY_CERTIFICATE = say("The fingerprint of its signing certificate ({kind}) is listed for {family} ({source}): {digest}.")
BY_EARLIER = say(
    "The fingerprint of an earlier signing certificate of its maker ({kind}) is listed for {family} ({source}): "
    "{digest}."
)
BY_PACKAGE = say("Its package name {package} is listed for {family} ({source}).")

# Translators: what the list of the ISDi project calls an app.
FLAGS: dict[str, str] = {text: text for text in (say("dual-use"), say("stalkerware"), say("spyware"))}
