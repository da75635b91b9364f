"""How a listed host is told: what the phone said of it, what lists it, and what that means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.detect.listed_words import IS_WHAT, source_of
from scanner.model import Sight
from scanner.say import Said, say, say_count, say_list

if TYPE_CHECKING:
    from scanner.detect.family import Family
    from scanner.detect.host_index import Listed
    from scanner.model import SeenHost

# Translators: {host} is a name such as example.com, {source} the name of a list and its date.
_AS_PAGE = say("{host} is listed for {family} as a page of its makers ({source}).")
_AS_PAGE_ABOVE = say("The domain above it, {host}, is listed for {family} as a page of its makers ({source}).")
_AS_SERVER = say("{host} is listed for {family} as a server of its apps ({source}).")
_AS_SERVER_ABOVE = say("The domain above it, {host}, is listed for {family} as a server of its apps ({source}).")
_AS_SERVER_BELOW_PAGE = say(
    "{host} is listed for {family} as a server of its apps, below a page of its makers ({source})."
)
_AS_SERVER_BELOW_PAGE_ABOVE = say(
    "The domain above it, {host}, is listed for {family} as a server of its apps, below a page of its makers "
    "({source})."
)


def listing(listed: Listed, host: str) -> str:
    """Return what lists a host: itself, or as one below a listed domain."""
    itself = host == listed.host
    if listed.page:
        says = _AS_PAGE if itself else _AS_PAGE_ABOVE
    elif listed.server:
        says = _AS_SERVER if itself else _AS_SERVER_ABOVE
    else:
        says = _AS_SERVER_BELOW_PAGE if itself else _AS_SERVER_BELOW_PAGE_ABOVE
    return says.format(host=listed.host, family=listed.family.name, source=source_of(listed.family))


def _places(seen: SeenHost) -> str:
    lines = say_count("one line", "{count} lines", seen.lines)
    if not seen.first or not seen.last:
        return lines
    if seen.first == seen.last:
        return say("{lines}, at {time}", lines=lines, time=seen.first)
    return say("{lines}, first at {first}, last at {last}", lines=lines, first=seen.first, last=seen.last)


_MOST_PACKAGES = 25
"""Five uids with five packages each, as many as are read; a bundle made by hand may hold more than can be nested."""

_WRITTEN = say("Written by {packages}, to judge by its user id (uid).")
_ONE_OF = say("It was one of {packages}, to judge by its user id (uid).")


def _with_whose(said: str, whose: Said, seen: SeenHost) -> str:
    """Return a sentence, and behind it whose uid it was, where that is known."""
    if not seen.packages:
        return said
    packages: str = seen.packages[0]
    for other in seen.packages[1:_MOST_PACKAGES]:
        # Translators: names of packages: "com.example.one or com.example.two".
        packages = say("{one} or {other}", one=packages, other=other)
    return say_list((said, whose.format(packages=packages)), " ")


def sighting(seen: SeenHost) -> str:
    """Return what a phone said of a host, without what lists it."""
    match seen.sight:
        case Sight.PRIVATE_DNS:
            return say("Every name that the phone looks up is asked of {host} (Private DNS).", host=seen.host)
        case Sight.PROXY:
            return say(
                "The phone sends its traffic through the proxy {host} ({detail}).", host=seen.host, detail=seen.detail
            )
        case Sight.HOSTS_FILE:
            return say("The phone's hosts file leads a name elsewhere: {line}.", line=seen.detail)
        case Sight.LOG:
            said = say(
                "The phone's log ({detail}) names {host} in {lines}.",
                detail=seen.detail,
                host=seen.host,
                lines=_places(seen),
            )
            return _with_whose(said, _WRITTEN, seen)
        case Sight.CONNECTION:
            said = say(
                "There was a connection to {host} when this was recorded ({detail}).",
                host=seen.host,
                detail=seen.detail,
            )
            return _with_whose(said, _ONE_OF, seen)
        case _:
            return say(
                "The record of the phone's networks ({detail}) names {host} in {lines}.",
                detail=seen.detail,
                host=seen.host,
                lines=_places(seen),
            )


@dataclass(frozen=True, slots=True)
class HostWords:
    """How hits of one kind are told; ``proof`` follows the meaning, where something has to be said of it."""

    title: str
    meaning: Said
    benign: str
    ask: str
    advice: tuple[str, ...]
    proof: str = ""


_NO_PROOF = say("This does not show by itself that the app is on the phone.")
_LISTS_TOO = say(
    "Apps that block advertising or look for monitoring apps hold lists of such hosts, and may have written this."
)
# Translators: {product} is a name with what it is: "Hoverwatch, which is sold or used to watch people in secret".
STEER = HostWords(
    title=say("The phone's connections are led to a host of a known monitoring product"),
    meaning=say(
        "A setting of the phone leads to a host of {product}. Whoever runs it may learn which sites and services the "
        "phone uses."
    ),
    benign=say("Products to protect children or a company's phones set this openly."),
    ask=say("Who set this on the phone, and does its user know of it?"),
    advice=("ask_owner",),
)
SERVER = HostWords(
    title=say("A server of a known monitoring product is named on this phone"),
    meaning=say("A record of the phone names a server of {product}."),
    benign=say_list((_LISTS_TOO, say("Servers change hands, and their addresses do so often.")), " "),
    ask=say(
        "Is there an app on the phone that blocks or looks for such servers, or did somebody look this product up?"
    ),
    advice=(),
    proof=_NO_PROOF,
)
PAGE = HostWords(
    title=say("A page of a known monitoring product is named on this phone"),
    meaning=say("A record of the phone names a page, or a host below one, of {product}."),
    benign=say_list(
        (
            say(
                "Whoever looks for help, or wonders whether somebody watches the phone, opens such pages. Opening one "
                "puts no app on a phone."
            ),
            _LISTS_TOO,
        ),
        " ",
    ),
    ask=say("Did the phone's user look this product up?"),
    advice=(),
    proof=_NO_PROOF,
)
LINK = HostWords(
    title=say("An app declares itself the app for links to a known monitoring product"),
    meaning=say(
        "It declares itself the app that opens links to a host of {product}. No list names it as an app of that "
        "product, but products are sold again under other names."
    ),
    benign=say("Whoever makes an app can declare any host, and a maker may have several apps."),
    ask=say("Does the phone's user know this app, and want it?"),
    advice=("ask_owner",),
)


def product(family: Family, others: int) -> str:
    """Return a product with what it is, and how many others there are beside it."""
    is_what = IS_WHAT[family.category]
    if not others:
        return say("{family}, {is_what}", family=family.name, is_what=is_what)
    return say_count(
        "{family}, {is_what}, and of another product",
        "{family}, {is_what}, and of {count} other products",
        others,
        family=family.name,
        is_what=is_what,
    )
