"""``settings list`` and ``dumpsys settings``, the form that bugreports hold.

Formats: AOSP SettingsService (``key=value``; SettingsCmd in Android 7) and SettingsProvider.dump (rows with the package
that wrote a value, since Android 8). Android 7 has no service of that name: its provider prints the same tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.settings_values import settings

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone

_WRITERS = {
    "package_verifier_user_consent": "com.android.vending",
    "package_verifier_enable": "com.android.vending",
    "enabled_accessibility_services": "com.android.settings",
    "accessibility_enabled": "com.android.settings",
    "Phenotype_flags": "com.google.android.gms",
}


def listed(phone: Phone, namespace: str, user: int) -> str:
    """Return ``settings list --user N NAMESPACE``."""
    return "".join(f"{name}={value}\n" for name, value in settings(phone, namespace, user).items())


def _rows(phone: Phone, namespace: str, user: int) -> list[str]:
    lines = [f"{namespace.upper()} SETTINGS (user {user})"]
    if phone.sdk >= 30:
        lines.append("version: 213")
    values = settings(phone, namespace, user)
    for name in sorted(values, key=identity.java_hash):
        value = values[name]
        writer = phone.writers.get(name) or _WRITERS.get(name, "android")
        if phone.sdk <= 25:
            lines.append(f"_id:{1 + identity.number(name) % 400} name:{name} value:{value}")
            continue
        row = f"_id:{1 + identity.number(name) % 400} name:{name} pkg:{writer} value:{value}"
        lines.append(f"{row} default:{value} defaultSystemSet:true" if writer == "android" else row)
    if phone.sdk >= 30:
        lines += ["", "Historical operations", f"{phone.now} persist", f"{phone.now} update {name}", ""]
    return [*lines, ""]


def tables(phone: Phone) -> list[str]:
    """Return the settings of every namespace and user."""
    lines = _rows(phone, "global", 0)
    for user in phone.users:
        lines += [*_rows(phone, "secure", user.id), *_rows(phone, "system", user.id)]
    return lines


def render(phone: Phone) -> str:
    """Return ``dumpsys settings`` as in a bugreport, where the service is given an option that it does not know."""
    lines = ["Unknown argument: -a; use -h for help"]
    if phone.sdk >= 30:
        lines += ["CONFIG SETTINGS (user 0)", "version: -1", ""]
    return "\n".join([*lines, *tables(phone)]) + "\n"
