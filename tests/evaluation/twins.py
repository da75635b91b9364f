"""Spoof twins: the name of an ordinary app, its powers, from a file, and signed by somebody else.

A twin bears the very package of its original, or its label under a package of its own.
"""

from __future__ import annotations

from dataclasses import replace

from tests.evaluation.ordinary import children, ordinary
from tests.evaluation.profiles import Expected, Group, Profile, Way
from tests.virtual_phone.model import PhoneApp

IMITATED = (
    "TalkBack", "Bitwarden", "Gboard", "WhatsApp", "Nova Launcher", "KDE Connect", "Wear OS", "Outlook",
    "Family Link (child)", "Signal", "Connect", "F-Droid", "Android Auto", "Tasker", "Proton VPN", "Truecaller",
    "Link to Windows", "1Password", "Google Play services",
)  # fmt: skip


def _moved(component: str | None, package: str) -> str | None:
    return f"{package}/{component.partition('/')[2]}" if component is not None else None


def _forged(app: PhoneApp, package: str) -> PhoneApp:
    """Return the app as somebody else built it; what is newly installed by a file has to be let use its powers."""
    lifted = {"ACCESS_RESTRICTED_SETTINGS": "allow"} if app.accessibility or app.listener else {}
    return replace(
        app,
        package=package,
        label=app.shown_name,
        system=False,
        launcher=True,
        signer=f"forger of {app.package}",
        installer=None,
        package_source=0,
        accessibility=_moved(app.accessibility, package),
        listener=_moved(app.listener, package),
        admin=_moved(app.admin, package),
        appops={**app.appops, **lifted},
        first_installed="2026-10-02 23:40:11",
        last_updated=None,
    )


def originals() -> dict[str, Profile]:
    """Return the imitated profiles by name."""
    known = {profile.name: profile for profile in (*ordinary(), *children())}
    return {name: known[name] for name in IMITATED}


def _twin(profile: Profile, package: str, kind: str) -> Profile:
    return replace(
        profile,
        name=f"{profile.name} ({kind})",
        group=Group.TWIN,
        expected=Expected.ANY,
        app=_forged(profile.app, package),
        way=Way.BROWSER,
        original=profile.name,
    )


def twins() -> tuple[Profile, ...]:
    """Return for every imitated app one of its package (unless the phone itself has it), and one of its label."""
    found = []
    for number, profile in enumerate(originals().values()):
        if profile.way is not Way.SYSTEM:
            found.append(_twin(profile, profile.app.package, "same package"))
        found.append(_twin(profile, f"app.twin{number}.client", "same name"))
    return tuple(found)
