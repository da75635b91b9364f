"""How an app shows itself among a user's apps, and whether it switched its own icon off.

A launcher shows what answers MAIN with the category LAUNCHER. An app that hides switches that activity off (AOSP
PackageManager.setComponentEnabledSetting), and Android then lists its class under ``disabledComponents:`` of that
user. A person who disables an app in the settings switches off the whole of it instead (``enabled=3``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.join.crosscheck_packages import unsure_icons
from scanner.model import IconState, Observation
from scanner.parse.android import SWITCHED_OFF
from scanner.parse.names import package_of
from scanner.say import say, say_count

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from scanner.parse.package_rows import PackageDump, PackageRow, UserState
    from scanner.read import Readings


_MAIN = "android.intent.action.MAIN"
_TABLE = "Activity Resolver Table"


@dataclass(frozen=True, slots=True)
class Shown:
    """The packages that a phone names for a user when asked for activities; ``None`` where it was not read.

    ``launcher`` have an icon, ``leanback`` one for a television, ``main`` anything at all that can be opened.
    """

    launcher: AbstractSet[str] | None = None
    leanback: AbstractSet[str] | None = None
    main: AbstractSet[str] | None = None


def icon_state(package: str, row: PackageRow | None, state: UserState | None, shown: Shown) -> IconState | None:
    """Return how ``package`` shows itself to a user; ``None`` where what was read does not decide it.

    ``row`` is the record of that package alone, which has its entry points; ``state`` what it is for that user.
    """
    if shown.launcher is None:
        return None
    if package in shown.launcher:
        return IconState.ICON
    switched_off = _icon_switched_off(row, state)
    if switched_off is not False:
        return IconState.DISABLED_BY_APP if switched_off else None
    if state is not None and (state.enabled in SWITCHED_OFF or state.hidden or state.installed is False):
        return IconState.NONE
    return _without_icon(package, row, shown)


def _without_icon(package: str, row: PackageRow | None, shown: Shown) -> IconState | None:
    points = row.entry_points if row is not None else None
    on_television = _answers(package, shown.leanback, points.leanback if points is not None else None)
    if on_television is not False:
        return IconState.LEANBACK_ONLY if on_television else None
    declared = points.launcher | points.leanback | points.main_only if points is not None else None
    opens = _answers(package, shown.main, declared)
    if opens is None:
        return None
    return IconState.MAIN_ONLY if opens else IconState.NONE


def _icon_switched_off(row: PackageRow | None, state: UserState | None) -> bool | None:
    """Whether an activity that the manifest gives an icon stands among those that were switched off."""
    points = row.entry_points if row is not None else None
    icons = {name.partition("/")[2] for name in points.launcher} if points is not None else None
    if icons is not None and not icons:
        return False
    if state is None or row is None or row.contradicts:
        return None
    if not state.disabled_components:
        return False
    return None if icons is None else bool(icons & state.disabled_components)


def _answers(package: str, listed: AbstractSet[str] | None, declared: AbstractSet[str] | None) -> bool | None:
    """Whether a package answers: by the phone's own list, or because it declares nothing that could."""
    if listed is not None:
        return package in listed
    return False if declared is not None and not declared else None


@dataclass(frozen=True, slots=True)
class Icons:
    """Which packages show themselves how, by user; an absent user was not read.

    ``unsure`` are users whose launcher may leave icons out. ``main`` are packages that declare an activity which could
    have an icon, by the whole dump; ``None`` where that was not read.
    """

    launchers: Mapping[int, AbstractSet[str]]
    leanback: Mapping[int, AbstractSet[str]]
    opened: Mapping[int, AbstractSet[str]]
    unsure: AbstractSet[int]
    main: AbstractSet[str] | None

    @classmethod
    def of(cls, readings: Readings) -> Icons:
        """Pick what tells of icons out of all readings."""
        dump: PackageDump | None = readings.one("package_dump")
        told = dump is not None and _TABLE in dump.tables
        return cls(
            readings.by_user("launchers"),
            readings.by_user("launchers_tv"),
            readings.by_user("main_activities"),
            unsure_icons(readings).keys(),
            {package_of(name) for name in dump.actions.get(_MAIN, ())} if dump is not None and told else None,
        )

    def shows(self, package: str, user: int) -> bool:
        """Whether a package is known to have an icon for a user."""
        return package in self.launchers.get(user, ())

    def launcher(self, package: str, user: int, *, known: bool) -> Observation:
        """Return whether a package has an icon for a user; ``known``: the package manager has a record of it."""
        icons = self.launchers.get(user)
        shown = self.shows(package, user)
        if icons is not None and (shown or user not in self.unsure):
            line = say_count(
                "not among the {count} apps with a launcher icon (user {user})",
                "not among the {count} apps with a launcher icon (user {user})",
                len(icons),
                user=user,
            )
            return Observation(shown, "launchers", "" if shown else line)
        if self.main is not None and package not in self.main and known:
            return Observation(False, "package_dump", say("declares no activity that could have an icon (MAIN)"))
        return Observation(None, "launchers")

    def state(self, package: str, user: int, row: PackageRow | None, state: UserState | None) -> IconState | None:
        """Return how a package shows itself to a user; ``row`` is the record of that package alone."""
        sure = user not in self.unsure or self.shows(package, user)
        shown = Shown(self.launchers.get(user) if sure else None, self.leanback.get(user), self.opened.get(user))
        return icon_state(package, row, state, shown)
