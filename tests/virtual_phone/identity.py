"""Stable stand-ins for what differs on every real phone: object addresses, inodes, random folder names."""

from __future__ import annotations

import base64
import hashlib
import zlib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import PhoneApp

_WORD = 1 << 32


def number(*parts: object) -> int:
    """Return a number below 2**32 that depends on ``parts`` alone."""
    return zlib.crc32(":".join(map(str, parts)).encode())


def address(*parts: object) -> str:
    """Return what Java prints for an object's identity: up to seven hexadecimal digits."""
    return f"{number(*parts) & 0xFFFFFFF:x}"


@cache
def java_hash(text: str) -> int:
    """Return ``String.hashCode()``, signed; Android's ArrayMap keeps its keys in this order."""
    value = 0
    for char in text:
        value = (value * 31 + ord(char)) % _WORD
    return value - _WORD if value >= _WORD // 2 else value


def _random_name(*parts: object) -> str:
    digest = hashlib.sha256(":".join(map(str, parts)).encode()).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode()


def code_folder(app: PhoneApp, sdk: int) -> str:
    """Return the folder of the app's APK (``codePath``), with a random name since 8, in two levels since 11."""
    if app.path is not None:
        return app.path.rpartition("/")[0]
    if app.system and not app.updated_system:
        return factory_folder(app, sdk)
    if sdk >= 30:
        return f"/data/app/~~{_random_name('outer', app.package)}/{app.package}-{_random_name('inner', app.package)}"
    # Android 7 counts the folders of an app: one, and after an update two, and then one again
    name = _random_name("inner", app.package) if sdk >= 26 else 1 + number("update", app.package) % 2
    return f"/data/app/{app.package}-{name}"


def factory_folder(app: PhoneApp, sdk: int) -> str:
    """Return the folder on the system partition that a system app came in; the product partition exists since 9."""
    if app.package == "android":
        return "/system/framework"
    name = "".join(word.capitalize() for word in app.package.split(".")[2:]) or "System"
    google = app.package.startswith("com.google.") or app.package in {"com.android.vending", "com.android.chrome"}
    if google and sdk >= 28:
        return f"/product/app/{name}"
    return f"/system/{'priv-app' if app.granted or app.shared_user else 'app'}/{name}"


def apk_path(app: PhoneApp, sdk: int) -> str:
    """Return the path of the base APK, as ``pm path`` prints it."""
    if app.path is not None:
        return app.path
    folder = code_folder(app, sdk)
    if app.package == "android":
        return f"{folder}/framework-res.apk"
    if folder.startswith("/data/"):
        return f"{folder}/base.apk"
    return f"{folder}/{folder.rpartition('/')[2]}.apk"


def full_class(component: str) -> str:
    """Return the class of ``pkg/.Cls`` or ``pkg/full.Cls`` in full."""
    package, _, name = component.partition("/")
    return package + name if name.startswith(".") else name


def full(component: str) -> str:
    """Return ``pkg/full.Cls``, as ComponentName.flattenToString does."""
    return f"{component.partition('/')[0]}/{full_class(component)}"


def short(component: str) -> str:
    """Return ``pkg/.Cls`` where the class lies in the package, as ComponentName.flattenToShortString does."""
    package = component.partition("/")[0]
    name = full_class(component)
    return f"{package}/{name[len(package) :]}" if name.startswith(f"{package}.") else f"{package}/{name}"


def component(app: PhoneApp, name: str) -> str:
    """Return the component for a class of the app: ``.Cls`` or in full."""
    return f"{app.package}/{name}"
