"""One paragraph about an app that has findings: who it is, how it hides, what it may do and did, and how to take that.

It joins what is known into sentences, in the order in which a person would tell it. It adds nothing to the findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.vocabulary import USES, readable
from scanner.model import IconState, InstallerKind, Way
from scanner.results import AppLevel
from scanner.say import Said, say, say_list
from scanner.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.model import App
    from scanner.say import SaidList

_POWERS = {
    "device_owner": say("it owns the whole phone"),
    "profile_owner": say("it owns a profile"),
    "device_admin": say("it is a device administrator"),
    "accessibility": say("by accessibility it can read the screen and press buttons"),
    "notification_access": say("it can read every notification"),
    "usage_access": say("it can see which apps are used and when"),
    "all_files": say("it may read all files"),
    "overlay": say("it may draw over other apps"),
    "install_unknown_apps": say("it may install further apps"),
    "keyboard": say("it sees what is typed, as the keyboard in use"),
}
"""What a power lets an app do, in the order of reach."""

_HIDING = {
    IconState.DISABLED_BY_APP: say("its icon was switched off"),
    IconState.LEANBACK_ONLY: say("it has an icon for televisions only"),
    IconState.MAIN_ONLY: say("it shows no icon among the apps"),
    IconState.NONE: say("it shows no icon among the apps"),
}

_HIDING_STATES = {
    "notifications_off": say("its notifications are switched off"),
    "hidden_from_recents": say("it does not show among the apps used last"),
}

_GOING = {
    "starts_at_boot": say("it starts when the phone starts"),
    "battery_exempt": say("it may run while the phone saves battery"),
    "hears_messages": say("it is told of every text message"),
    "hears_outgoing_calls": say("it is told of every call that is made"),
}

Sentence = tuple[Said, Said]
"""A sentence that speaks of an app as known already, and the same one where it is the first."""

_WAYS: dict[Way, Sentence] = {
    Way.BROWSER: (
        say("It was installed from a file that came by the browser"),
        say("This app was installed from a file that came by the browser"),
    ),
    Way.FILE_MANAGER: (
        say("It was installed from a file on the phone"),
        say("This app was installed from a file on the phone"),
    ),
    Way.PACKAGE_INSTALLER: (say("It was installed from a file"), say("This app was installed from a file")),
    Way.ADB: (
        say("It was installed by a command from a computer"),
        say("This app was installed by a command from a computer"),
    ),
}

_REMOVED: Sentence = (
    say("It is not installed any more, but its data is still on the phone."),
    say("This app is not installed any more, but its data is still on the phone."),
)
_SWITCHED_OFF: Sentence = (say("It is switched off at present."), say("This app is switched off at present."))
_SYSTEM: Sentence = (say("It is part of the phone's system."), say("This app is part of the phone's system."))
_CONTRADICTS: Sentence = (
    say("It has a record on the phone that contradicts itself, so where it came from is not sure."),
    say("This app has a record on the phone that contradicts itself, so where it came from is not sure."),
)

# Translators: how is a part of a sentence, such as "installed from Google Play" or "copied from another phone by ..."
_UNCLEAR: Sentence = (
    say("It came in a way that is not clear ({how})"),
    say("This app came in a way that is not clear ({how})"),
)
# Translators: how begins with "installed", such as "installed from Google Play" or "installed by ..."
_INSTALLED: Sentence = (say("It was {how}"), say("This app was {how}"))
_CAME: Sentence = (
    say("It did not come with the phone ({how})"),
    say("This app did not come with the phone ({how})"),
)

_SEEN_USES = ("location", "microphone", "camera", "messages", "calls", "screen")

_CLOSING = {
    AppLevel.KNOWN_STALKERWARE: say("It matches a list of stalkerware."),
    AppLevel.NEEDS_ATTENTION: say(
        "Each of these has ordinary uses. Together they are what covert monitoring apps need, "
        "so a person should look at it."
    ),
    AppLevel.WORTH_KNOWING: say("By itself that is ordinary. It matters only where the phone's user does not know it."),
}

# Translators: what is a list of sentences from the lists above, such as "its icon was switched off"
_OUT_OF_SIGHT = say("It keeps out of sight: {what}.")
_ACCESS = say("It was given special access: {what}.")
_KEEPS_GOING = say("It keeps itself going: {what}.")
# Translators: what is a list such as "read text messages, see calls and use the camera"
_MAY = say("By its permissions it may {what}.")
# Translators: what is a list such as "where the phone is on 2026-11-22 and the camera when the phone was read"
_USED = say("By the phone's record it used {what}.")
_WARNED = say("Android itself warns that it may do harm.")

_SEVERAL = 2
"""How many signs are still few: powers, kinds of access and ways to hide together."""

_ONE_SIGN = say("This may have a harmless reason. A person should look at it.")


def joined(parts: Iterable[str]) -> str:
    """Return texts as a list in a sentence: one, two and three; parts with commas of their own stand between ``;``."""
    texts = list(parts)
    if len(texts) <= 1:
        return texts[0] if texts else ""
    *most, last = texts
    if any("," in text for text in texts):
        return say("{parts}; and {last}", parts=say_list(most, "; "), last=last)
    return say("{parts} and {last}", parts=say_list(most), last=last)


def _who(app: App) -> list[str]:
    """Return the sentences that say which app it is and how it came; the first one names it."""
    known = bool(app.label)
    told: list[str] = [say("This app shows the name {name}.", name=quoted(app.label))] if app.label else []
    for sentence in (*_still_there(app), _came(app)):
        told.append(sentence[0 if known else 1])
        known = True
    if app.other_users_only:
        told.append(say("It is installed for user {user} only, not for the main user.", user=app.user))
    return told


def _still_there(app: App) -> Iterator[Sentence]:
    if not app.installed:
        yield _REMOVED
    elif app.enabled is False:
        yield _SWITCHED_OFF


def _came(app: App) -> Sentence:
    if app.system:
        return _SYSTEM
    if app.record_contradicts:
        return _CONTRADICTS
    if app.installer_kind is not InstallerKind.UNKNOWN and app.origin in _WAYS:
        return _dated(_WAYS[app.origin], app)
    how = app.installer_why or say("how it came is not told")
    known = _INSTALLED if how.startswith("installed") else _CAME
    later, first = _UNCLEAR if app.installer_kind is InstallerKind.UNKNOWN else known
    return _dated((later.format(how=how), first.format(how=how)), app)


def _dated(sentence: Sentence, app: App) -> Sentence:
    """Return a sentence about how an app came as a whole one, with the day where that is known."""
    later, first = sentence
    if not app.first_installed:
        return say("{sentence}.", sentence=later), say("{sentence}.", sentence=first)
    day = app.first_installed[:10]
    # Translators: sentence tells how an app came, such as "It was installed from a file"
    return say("{sentence}, on {day}.", sentence=later, day=day), say("{sentence}, on {day}.", sentence=first, day=day)


def _hiding(app: App) -> Iterator[str]:
    if app.icon in _HIDING:
        yield _HIDING[app.icon]
    elif app.launcher_icon.value is False:
        yield _HIDING[IconState.NONE]
    yield from _states(app, _HIDING_STATES)


def _states(app: App, words: Mapping[str, str]) -> Iterator[str]:
    yield from (says for name, says in words.items() if app.states[name].value)


def _used(app: App) -> Iterator[str]:
    uses, words = app.last_used or {}, dict(USES)
    for kind in _SEEN_USES:
        use, what = uses.get(kind), words[kind]
        # Translators: what is a kind of a person's life, such as "where the phone is" or "the microphone"
        if use is not None and use.now:
            yield say("{what} when the phone was read", what=what)
        elif use is not None and use.at is not None and use.background_at == use.at:
            yield say("{what} on {day} while it was not shown", what=what, day=use.at[:10])
        elif use is not None and use.at is not None:
            yield say("{what} on {day}", what=what, day=use.at[:10])


def explanation(app: App, level: AppLevel) -> SaidList:
    """Return the paragraph about an app whose findings give it ``level``: a list of sentences."""
    active = app.installed and app.enabled is not False
    hiding = list(_hiding(app)) if active else []
    powers = [says for name, says in _POWERS.items() if app.powers[name].value]
    reads = readable(app.granted or frozenset())
    told = (
        (_OUT_OF_SIGHT, hiding),
        (_ACCESS, powers),
        (_MAY, reads),
        (_USED, list(_used(app))),
        (_KEEPS_GOING, list(_states(app, _GOING)) if active else []),
    )
    sentences = [sentence.format(what=joined(parts)) for sentence, parts in told if parts]
    warned = [_WARNED] if app.states["warned_of_harm"].value else []
    # starting with the phone makes nothing suspicious: what counts is access, and staying out of sight beside it
    several = level is not AppLevel.NEEDS_ATTENTION or len(powers) + len(reads) + len(hiding) > _SEVERAL
    return say_list((*_who(app), *warned, *sentences, _CLOSING[level] if several else _ONE_SIGN), " ")
