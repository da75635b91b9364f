"""One paragraph about an app that has findings: who it is, how it hides, what it may do and did, and how to take that.

It joins what is known into sentences, in the order in which a person would tell it. It adds nothing to the findings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.vocabulary import PERMISSIONS, USES
from scanner.model import IconState, InstallerKind
from scanner.results import AppLevel

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scanner.model import App

_POWERS = {
    "device_owner": "ownership of the whole phone",
    "profile_owner": "ownership of a profile",
    "device_admin": "the role of a device administrator",
    "accessibility": "accessibility, which reads the screen and can press buttons",
    "notification_access": "every notification",
    "usage_access": "which apps are used and when",
    "all_files": "all files",
    "overlay": "the space over other apps, where it may draw",
    "install_unknown_apps": "the installation of further apps",
    "keyboard": "what is typed, as the keyboard in use",
}
"""What a power is access to, in the order of reach."""

_HIDING = {
    IconState.DISABLED_BY_APP: "its icon was switched off",
    IconState.LEANBACK_ONLY: "it has an icon for televisions only",
    IconState.MAIN_ONLY: "it shows no icon among the apps",
    IconState.NONE: "it shows no icon among the apps",
}

_GOING = (
    ("starts_at_boot", "it starts when the phone starts"),
    ("battery_exempt", "it may run while the phone saves battery"),
    ("hears_messages", "it is woken by every text message"),
    ("hears_outgoing_calls", "it is woken by every call that is made"),
)

_SEEN_USES = ("location", "microphone", "camera", "messages", "calls", "screen")

_CLOSING = {
    AppLevel.KNOWN_STALKERWARE: "A list of stalkerware holds it.",
    AppLevel.NEEDS_ATTENTION: "Each of these has ordinary uses. Together they are what covert monitoring apps need, "
    "so a person should look at it.",
    AppLevel.WORTH_KNOWING: "By itself that is ordinary. It matters only where the phone's user does not know it.",
}


_ONE_SIGN = "It may have a harmless reason. A person should look at it."


def joined(parts: Iterable[str]) -> str:
    """Return texts as a list in a sentence: one, two and three; parts with commas of their own stand between ``;``."""
    texts = list(parts)
    if len(texts) <= 1:
        return "".join(texts)
    between = "; " if any("," in text for text in texts) else ", "
    return f"{between.join(texts[:-1])}{';' if between == '; ' else ''} and {texts[-1]}"


def _who(app: App) -> str:
    subject = f'This app shows the name "{app.label}". It' if app.label else "This app"
    if app.system:
        return f"{subject} is part of the phone's system."
    came = app.installer_why or "how it came is not told"
    when = f", on {app.first_installed[:10]}" if app.first_installed else ""
    if app.installer_kind is InstallerKind.UNKNOWN:
        return f"{subject} came in a way that is not clear ({came}){when}."
    if came.startswith("installed"):
        return f"{subject} was {came}{when}."
    return f"{subject} did not come with the phone ({came}){when}."


def _hiding(app: App) -> Iterator[str]:
    if app.icon in _HIDING:
        yield _HIDING[app.icon]
    elif app.launcher_icon.value is False:
        yield "it shows no icon among the apps"
    if app.other_users_only:
        yield f"it is there for user {app.user} only, not for the main user"
    for name, says in (
        ("notifications_off", "its notifications are switched off"),
        ("hidden_from_recents", "it does not show among the apps used last"),
    ):
        if name in app.states and app.states[name].value:
            yield says


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
    powers = [words for name, words in _POWERS.items() if app.powers[name].value]
    held = app.granted or frozenset()
    reads = [
        says.partition("It may ")[2]
        for _, permissions, says in PERMISSIONS
        if any(f"android.permission.{name}" in held for name in permissions)
    ]
    going = [says for name, says in _GOING if app.states[name].value]
    told = (
        ("It keeps out of sight: ", _hiding(app)),
        ("It was given special access to ", powers),
        ("By its permissions it may ", reads),
        ("By the phone's record it used ", _used(app)),
        ("It keeps itself going: ", going),
    )
    sentences = [f"{opening}{text}." for opening, parts in told if (text := joined(parts))]
    several = level is not AppLevel.NEEDS_ATTENTION or len(sentences) > 1
    return " ".join((_who(app), *sentences, _CLOSING[level] if several else _ONE_SIGN))
