"""One paragraph about an app that has findings: who it is, how it hides, what it may do and did, and how to take that.

It joins what is known into sentences, in the order in which a person would tell it. It adds nothing to the findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.vocabulary import USES, readable
from scanner.model import IconState, InstallerKind, Way
from scanner.results import AppLevel
from scanner.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.model import App

_POWERS = {
    "device_owner": "it owns the whole phone",
    "profile_owner": "it owns a profile",
    "device_admin": "it is a device administrator",
    "accessibility": "by accessibility it reads the screen and can press buttons",
    "notification_access": "it reads every notification",
    "usage_access": "it sees which apps are used and when",
    "all_files": "it may read all files",
    "overlay": "it may draw over other apps",
    "install_unknown_apps": "it may install further apps",
    "keyboard": "it sees what is typed, as the keyboard in use",
}
"""What a power lets an app do, in the order of reach."""

_HIDING = {
    IconState.DISABLED_BY_APP: "its icon was switched off",
    IconState.LEANBACK_ONLY: "it has an icon for televisions only",
    IconState.MAIN_ONLY: "it shows no icon among the apps",
    IconState.NONE: "it shows no icon among the apps",
}

_HIDING_STATES = {
    "notifications_off": "its notifications are switched off",
    "hidden_from_recents": "it does not show among the apps used last",
}

_GOING = {
    "starts_at_boot": "it starts when the phone starts",
    "battery_exempt": "it may run while the phone saves battery",
    "hears_messages": "it is told of every text message",
    "hears_outgoing_calls": "it is told of every call that is made",
}

_WAYS = {
    Way.BROWSER: "It was installed from a file that came by the browser",
    Way.FILE_MANAGER: "It was installed from a file on the phone",
    Way.PACKAGE_INSTALLER: "It was installed from a file",
    Way.ADB: "It was installed by a command from a computer",
}

_SEEN_USES = ("location", "microphone", "camera", "messages", "calls", "screen")

_CLOSING = {
    AppLevel.KNOWN_STALKERWARE: "A list of stalkerware holds it.",
    AppLevel.NEEDS_ATTENTION: "Each of these has ordinary uses. Together they are what covert monitoring apps need, "
    "so a person should look at it.",
    AppLevel.WORTH_KNOWING: "By itself that is ordinary. It matters only where the phone's user does not know it.",
}

_SEVERAL = 2
"""How many signs are still few: powers, kinds of access and ways to hide together."""

_ONE_SIGN = "This may have a harmless reason. A person should look at it."


def joined(parts: Iterable[str]) -> str:
    """Return texts as a list in a sentence: one, two and three; parts with commas of their own stand between ``;``."""
    texts = list(parts)
    if len(texts) <= 1:
        return "".join(texts)
    between = "; " if any("," in text for text in texts) else ", "
    return f"{between.join(texts[:-1])}{';' if between == '; ' else ''} and {texts[-1]}"


def _who(app: App) -> list[str]:
    """Return the sentences that say which app it is and how it came; the first one names it."""
    told = [*_still_there(app), _came(app)]
    if app.other_users_only:
        told.append(f"It is installed for user {app.user} only, not for the main user.")
    if app.label:
        return [f"This app shows the name {quoted(app.label)}.", *told]
    return [told[0].replace("It ", "This app ", 1), *told[1:]]


def _still_there(app: App) -> Iterator[str]:
    if not app.installed:
        yield "It is not installed any more, but its data is still on the phone."
    elif app.enabled is False:
        yield "It is switched off at present."


def _came(app: App) -> str:
    if app.system:
        return "It is part of the phone's system."
    if app.record_contradicts:
        return "It has a record on the phone that contradicts itself, so where it came from is not sure."
    came = app.installer_why or "how it came is not told"
    when = f", on {app.first_installed[:10]}" if app.first_installed else ""
    if app.installer_kind is InstallerKind.UNKNOWN:
        return f"It came in a way that is not clear ({came}){when}."
    if app.origin in _WAYS:
        return f"{_WAYS[app.origin]}{when}."
    if came.startswith("installed"):
        return f"It was {came}{when}."
    return f"It did not come with the phone ({came}){when}."


def _hiding(app: App) -> Iterator[str]:
    if app.icon in _HIDING:
        yield _HIDING[app.icon]
    elif app.launcher_icon.value is False:
        yield "it shows no icon among the apps"
    yield from _states(app, _HIDING_STATES)


def _states(app: App, words: Mapping[str, str]) -> Iterator[str]:
    yield from (says for name, says in words.items() if app.states[name].value)


def _used(app: App) -> Iterator[str]:
    uses, words = app.last_used or {}, dict(USES)
    for kind in _SEEN_USES:
        use = uses.get(kind)
        if use is not None and use.now:
            yield f"{words[kind]} when the phone was read"
        elif use is not None and use.at is not None:
            unseen = " while it was not shown" if use.background_at == use.at else ""
            yield f"{words[kind]} on {use.at[:10]}{unseen}"


def explanation(app: App, level: AppLevel) -> str:
    """Return the paragraph about an app whose findings give it ``level``."""
    active = app.installed and app.enabled is not False
    hiding = list(_hiding(app)) if active else []
    powers = [says for name, says in _POWERS.items() if app.powers[name].value]
    reads = readable(app.granted or frozenset())
    told = (
        ("It keeps out of sight: ", hiding),
        ("It was given special access: ", powers),
        ("By its permissions it may ", reads),
        ("By the phone's record it used ", list(_used(app))),
        ("It keeps itself going: ", list(_states(app, _GOING)) if active else []),
    )
    sentences = [f"{opening}{text}." for opening, parts in told if (text := joined(parts))]
    warned = ["Android itself warns that it may do harm."] if app.states["warned_of_harm"].value else []
    # starting with the phone makes nothing suspicious: what counts is access, and staying out of sight beside it
    several = level is not AppLevel.NEEDS_ATTENTION or len(powers) + len(reads) + len(hiding) > _SEVERAL
    return " ".join((*_who(app), *warned, *sentences, _CLOSING[level] if several else _ONE_SIGN))
