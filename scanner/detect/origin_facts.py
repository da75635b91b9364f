"""Facts about how an app came, whether it shows itself, and what the phone's record says of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from scanner.detect.fact import AppContext, AppFact
from scanner.detect.vocabulary import ICON_SWITCHED_OFF
from scanner.model import IconState, InstallerKind, Observation, Way
from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Iterable

_DUMP = "package_dump"
_TIME = "%Y-%m-%d %H:%M:%S"
_LATELY = timedelta(days=30)
_OLDER = 6
"""How many SDK versions behind the phone an app is made for before that says something: about six years."""

_CLOSED_STORES = frozenset({"com.aurora.store", "app.accrescent.client"})
"""Added stores that have one source of apps, which nobody can choose."""


def _system(context: AppContext) -> Observation:
    return Observation(context.app.system, _DUMP)


def _from_store(context: AppContext) -> Observation:
    return Observation(context.app.from_store, _DUMP, context.app.installer_why)


def _sideloaded(context: AppContext) -> Observation:
    return Observation(context.app.sideloaded, _DUMP, context.app.installer_why)


def _origin_untold(context: AppContext) -> Observation:
    """Tell whether nothing shows how an app came; that is known, whatever the answer would be."""
    unknown = context.app.installer_kind is InstallerKind.UNKNOWN
    return Observation(unknown, _DUMP, context.app.installer_why)


def _store_not_shown(context: AppContext) -> Observation:
    """Tell whether nothing shows that a store brought an app: from a file, by a computer, or in a way not told."""
    value = None if context.app.system is None else not (context.app.from_store or context.app.system)
    return Observation(value, _DUMP, context.app.installer_why)


def _from_open_store(context: AppContext) -> Observation:
    """Tell whether an added store brought an app that takes the repositories of anybody, as F-Droid's clients do."""
    app = context.app
    if app.installer_kind is InstallerKind.UNKNOWN:
        return Observation(None, _DUMP, app.installer_why)
    added = app.from_store and app.origin is Way.ADDED_STORE and app.installed_by not in _CLOSED_STORES
    return Observation(bool(added), _DUMP, app.installer_why)


def _by(ways: Iterable[Way], context: AppContext) -> Observation:
    origin = context.app.origin
    return Observation(None if origin is Way.UNKNOWN else origin in ways, _DUMP, context.app.installer_why)


def _installer_gone(context: AppContext) -> Observation:
    """Tell whether an app was installed by one that is no longer there, as apps do that load another."""
    by = context.app.installed_by
    if by is None or context.app.system is None:
        return Observation(None if context.app.system is None else False, _DUMP)
    gone = context.app.installer_kind is InstallerKind.SIDELOAD and by not in context.phone.present
    return Observation(gone, _DUMP, by)


def _for_old_android(context: AppContext) -> Observation:
    made_for, phone = context.app.target_sdk, context.phone.device.sdk
    if made_for is None or phone is None:
        return Observation(None, _DUMP)
    line = say("targetSdk={made_for}, the phone's is {phone}", made_for=made_for, phone=phone)
    return Observation(phone - made_for >= _OLDER, _DUMP, line)


def _moment(text: str | None) -> datetime | None:
    """Return a time of the phone's wall clock; both ends of a comparison lack the zone in the same way."""
    try:
        return None if text is None else datetime.strptime(text[:19], _TIME)  # noqa: DTZ007 - the phone tells no zone
    except ValueError:
        return None


def _installed_lately(context: AppContext) -> Observation:
    installed, read = _moment(context.app.first_installed), _moment(context.phone.device.read_at)
    if installed is None or read is None:
        return Observation(None, _DUMP)
    return Observation(timedelta(0) <= read - installed <= _LATELY, _DUMP, context.app.first_installed or "")


def _enabled(context: AppContext) -> Observation:
    app = context.app
    return Observation(app.installed if app.enabled is None else app.installed and app.enabled, _DUMP)


def _other_users_only(context: AppContext) -> Observation:
    return Observation(context.app.other_users_only, "packages", say("user {user}", user=context.app.user))


def _icon_is(state: IconState, context: AppContext) -> Observation:
    icon = context.app.icon
    return Observation(None if icon is None else icon is state, "package_details")


ORIGIN = (
    AppFact(
        name="app.system",
        sources=(_DUMP,),
        shown=say("It is part of the phone's system"),
        otherwise=say("It did not come with the phone"),
        get=_system,
    ),
    AppFact(name="app.from_store", sources=(_DUMP,), get=_from_store),
    AppFact(name="app.sideloaded", sources=(_DUMP,), get=_sideloaded),
    AppFact(name="app.store_not_shown", sources=(_DUMP,), get=_store_not_shown),
    AppFact(name="app.from_open_store", sources=(_DUMP,), get=_from_open_store),
    AppFact(name="app.origin_untold", sources=(_DUMP,), get=_origin_untold),
    AppFact(
        name="app.from_file",
        sources=(_DUMP,),
        get=partial(_by, (Way.BROWSER, Way.FILE_MANAGER, Way.PACKAGE_INSTALLER)),
    ),
    AppFact(name="app.by_computer", sources=(_DUMP,), get=partial(_by, (Way.ADB,))),
    AppFact(name="app.by_other_app", sources=(_DUMP,), get=partial(_by, (Way.OTHER_APP,))),
    AppFact(
        name="app.installer_gone",
        sources=(_DUMP,),
        shown=say("What installed it is no longer on the phone"),
        get=_installer_gone,
    ),
    AppFact(
        name="app.for_old_android",
        sources=(_DUMP, "getprop"),
        shown=say("It is made for a much older Android, which asked apps for less"),
        get=_for_old_android,
    ),
    AppFact(
        name="app.installed_lately",
        sources=(_DUMP, "clock"),
        shown=say("It was installed within the last 30 days"),
        get=_installed_lately,
    ),
    AppFact(
        name="app.record_contradicts",
        sources=(_DUMP,),
        shown=say("The phone's record of it tells one thing twice, or where it does not belong"),
        get=lambda context: Observation(context.app.record_contradicts, _DUMP),
    ),
    AppFact(name="app.enabled", sources=(_DUMP,), get=_enabled),
    AppFact(
        name="app.listed_stalkerware",
        sources=("packages",),
        shown=say("A public list of stalkerware holds it"),
        get=lambda context: Observation("stalkerware" in context.listed, "packages", context.app.package),
    ),
    AppFact(
        name="app.other_users_only",
        sources=("users", "packages"),
        shown=say("It is installed for another user or profile of this phone, not for the main user"),
        get=_other_users_only,
    ),
)

HIDING = (
    AppFact(
        name="app.launcher_icon",
        sources=("launchers",),
        otherwise=say("It shows no icon among the apps"),
        get=lambda context: context.app.launcher_icon,
    ),
    AppFact(
        name="app.icon_switched_off",
        sources=("package_details", "launchers"),
        shown=ICON_SWITCHED_OFF,
        get=partial(_icon_is, IconState.DISABLED_BY_APP),
    ),
    AppFact(
        name="app.icon_for_television_only",
        sources=("launchers_tv", "launchers"),
        shown=say("It has an icon for televisions alone, which a phone does not show"),
        get=partial(_icon_is, IconState.LEANBACK_ONLY),
    ),
    AppFact(
        name="app.opens_without_icon",
        sources=("main_activities", "launchers"),
        shown=say("It can be opened, but it asks for no icon"),
        get=partial(_icon_is, IconState.MAIN_ONLY),
    ),
)
