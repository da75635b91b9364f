"""Facts about what an app may do now, what it did, and what keeps it going."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scanner.detect.context import used, when
from scanner.detect.fact import AppContext, AppFact, at_least
from scanner.detect.vocabulary import KEEPS_GOING, PERMISSIONS, POWERS, STATES, USES, WATCHING, readable
from scanner.model import Observation
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Iterable

_DUMP = "package_dump"
_SPLIT_LOCATION = 29
"""The SDK since which being told where the phone is in the background is a permission of its own."""

_SEVERAL = 4
_MUCH = 6


def _power(name: str, context: AppContext) -> Observation:
    return context.app.powers[name]


def _state(name: str, context: AppContext) -> Observation:
    return context.app.states[name]


def _granted(permissions: tuple[str, ...], context: AppContext) -> Observation:
    if context.app.granted is None:
        return Observation(None, _DUMP)
    held = [name for name in permissions if f"android.permission.{name}" in context.app.granted]
    return Observation(bool(held), _DUMP, ", ".join(held))


def _locates_in_background(context: AppContext) -> Observation:
    sdk = context.phone.device.sdk
    apart = _granted(("ACCESS_BACKGROUND_LOCATION",), context)
    if apart.value or (sdk is not None and sdk >= _SPLIT_LOCATION):
        return apart
    located = _granted(("ACCESS_FINE_LOCATION",), context)
    return located if sdk is not None or not located.value else Observation(None, _DUMP)


def _watching(count: int, context: AppContext) -> Observation:
    powers = context.app.powers
    return at_least(count, ((words, powers[name].value) for name, words in WATCHING), _DUMP)


def _sees(count: int, context: AppContext) -> Observation:
    """Tell whether an app may read so many kinds of a person's life by permissions it was granted."""
    granted = context.app.granted
    if granted is None:
        return Observation(None, _DUMP)
    return at_least(count, ((words, True) for words in readable(granted)), _DUMP)


def _used(kind: str, background: bool, context: AppContext) -> Observation:
    uses = context.app.last_used
    if uses is None:
        return Observation(None, "appops")
    use = uses.get(kind)
    if use is None or (background and use.background_at is None):
        # a phone that tells only how long ago something was does not say whether that was in the background
        unknown = background and use is not None and use.at is None and use.ago_s is not None
        return Observation(None if unknown else False, "appops")
    return Observation(True, "appops", when(use, background=background))


def _it_used(what: str, background: bool) -> str:
    if background:
        return say("It used {what} while it was not on the screen", what=what)
    return say("It used {what}", what=what)


def _used_any(kinds: Iterable[str], context: AppContext) -> Observation:
    told = dict(USES)
    seen = ((kind, _used(kind, True, context)) for kind in kinds)
    return at_least(1, ((used(told[kind], one.line), one.value) for kind, one in seen), "appops")


def _keeps_going(context: AppContext) -> Observation:
    states = context.app.states
    return at_least(1, ((words, states[name].value) for name, words in KEEPS_GOING), _DUMP)


ACCESS = (
    *(AppFact(name=f"app.{name}", sources=by, shown=says, get=partial(_power, name)) for name, by, says in POWERS),
    *(AppFact(name=f"app.{name}", sources=by, shown=says, get=partial(_state, name)) for name, by, says in STATES),
    *(
        AppFact(name=f"app.{name}", sources=(_DUMP,), shown=says, get=partial(_granted, permissions))
        for name, permissions, says, _ in PERMISSIONS
    ),
    AppFact(
        name="app.locates_in_background",
        sources=(_DUMP, "getprop"),
        shown=say("It may see where the phone is at any time, not only while it is on the screen"),
        get=_locates_in_background,
    ),
    AppFact(
        name="app.restricted_settings_lifted",
        sources=("appops",),
        shown=say("Restricted settings were allowed for it"),
        get=lambda context: context.app.restricted_settings_lifted,
    ),
    AppFact(
        name="app.watching_power",
        sources=("settings_secure", "accessibility", "notification_listeners", "device_policy", "appops"),
        get=partial(_watching, 1),
    ),
    AppFact(
        name="app.several_watching_powers",
        sources=("settings_secure", "accessibility", "notification_listeners", "device_policy", "appops"),
        get=partial(_watching, 2),
    ),
    AppFact(
        name="app.sees_several_kinds",
        sources=(_DUMP, "appops"),
        shown=say("Of what Android guards it may"),
        get=partial(_sees, _SEVERAL),
    ),
    AppFact(
        name="app.sees_most_kinds",
        sources=(_DUMP, "appops"),
        shown=say("Of what Android guards it may"),
        get=partial(_sees, _MUCH),
    ),
)

USE = (
    *(
        AppFact(
            name=f"app.used_{kind}{'_in_background' if background else ''}",
            sources=("appops",),
            shown=_it_used(what, background),
            get=partial(_used, kind, background),
        )
        for kind, what in USES
        for background in (False, True)
    ),
    AppFact(
        name="app.listened_or_filmed_in_background",
        sources=("appops",),
        shown=say("While it was not on the screen it used"),
        get=partial(_used_any, ("microphone", "camera")),
    ),
    AppFact(
        name="app.read_in_background",
        sources=("appops",),
        shown=say("While it was not on the screen it used"),
        get=partial(_used_any, ("messages", "calls", "contacts", "calendar", "photos", "videos")),
    ),
    AppFact(
        name="app.keeps_going",
        sources=(_DUMP, "battery_exemptions"),
        shown=say("What keeps it going"),
        get=_keeps_going,
    ),
)
