"""The APK of a virtual phone's app: signed as the app says, with its name in it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tests.virtual_phone.apk import signed_apk
from tests.virtual_phone.axml import binary_manifest

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp


def signer_of(app: PhoneApp, phone: Phone) -> str:
    """Return the name of the key that signed an app: system apps bear the platform's or another key of the maker."""
    if app.signer:
        return app.signer
    if not app.system:
        return app.package
    platform = app.package == "android" or app.shared_user is not None or app.package.startswith("com.android.")
    return f"{phone.vendor} {'platform' if platform else 'apps'}"


def apk_of(app: PhoneApp, phone: Phone) -> bytes:
    """Return the bytes of its base APK; the same app always gives the same."""
    if app.apk is not None:
        return app.apk
    return _made(
        app.package,
        signer_of(app, phone),
        schemes=app.schemes,
        past=app.past_signers,
        label=app.shown_name,
        declares=app.declares,
        hidden_from_recents=app.hidden_from_recents,
    )


@lru_cache(maxsize=4096)
def _made(
    package: str,
    signer: str,
    *,
    schemes: tuple[str, ...],
    past: tuple[str, ...],
    label: str,
    declares: str | None,
    hidden_from_recents: bool,
) -> bytes:
    manifest = binary_manifest(package, label, declares, hidden_from_recents=hidden_from_recents)
    return signed_apk(package, signer, schemes=schemes, past=past, extra=(("AndroidManifest.xml", manifest),))
