"""``getprop``: the phone's description of itself.

Format: AOSP system/core/toolbox/getprop, ``[key]: [value]``; a value may hold line breaks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone

_BRANDS = {"google": ("google", "Google"), "samsung": ("samsung", "samsung"), "xiaomi": ("POCO", "Xiaomi")}
_SAMSUNG_EXPERIENCE = {24: "80100", 25: "80500", 26: "90000", 27: "95000"}
_ONE_UI = {28: "10000", 30: "30100", 33: "50100", 34: "60100", 36: "80000"}


def _vendor(phone: Phone) -> dict[str, str]:
    if phone.vendor == "samsung":
        old = _SAMSUNG_EXPERIENCE.get(phone.sdk)
        ui = {"ro.build.version.oneui": _ONE_UI.get(phone.sdk, "60100")} if old is None else {}
        return {
            **ui,
            "ro.build.version.sep": old or "150100",
            "ro.build.PDA": f"{phone.shown_model[3:]}XXU4CWL1",
            "ro.csc.sales_code": "DBT",
        }
    if phone.vendor == "xiaomi":
        version = "V816" if phone.sdk >= 34 else "V140" if phone.sdk >= 33 else "V125" if phone.sdk >= 29 else "V10"
        new = {"ro.mi.os.version.name": "OS2.0", "ro.mi.os.version.incremental": "OS2.0.8.0"} if phone.sdk >= 34 else {}
        return {"ro.miui.ui.version.name": version, "ro.miui.ui.version.code": "14", **new}
    return {
        "ro.com.google.gmsversion": f"{phone.release}_202610",
        "ro.product.first_api_level": str(min(phone.sdk, 33)),
    }


_FIXED = {
    "dalvik.vm.heapsize": "512m",
    "gsm.operator.alpha": "",
    "gsm.sim.state": "LOADED,NOT_READY",
    "init.svc.adbd": "running",
    "persist.sys.locale": "de-DE",
    "persist.sys.timezone": "Europe/Berlin",
    "persist.sys.usb.config": "adb",
    # values with line breaks exist; a reader that goes by lines loses its place here
    "persist.vendor.notice": "first line\nsecond line of [one] value",
    "ro.adb.secure": "1",
    "ro.boot.flash.locked": "1",
    "ro.boot.vbmeta.device_state": "locked",
    "ro.boot.verifiedbootstate": "green",
    "ro.build.characteristics": "nosdcard",
    "ro.build.date.utc": "1759622400",
    "ro.build.tags": "release-keys",
    "ro.build.type": "user",
    "ro.crypto.state": "encrypted",
    "ro.crypto.type": "file",
    "ro.debuggable": "0",
    "ro.product.cpu.abi": "arm64-v8a",
    "ro.product.cpu.abilist": "arm64-v8a,armeabi-v7a,armeabi",
    "ro.product.locale": "en-US",
    "ro.secure": "1",
    "sys.boot_completed": "1",
    "sys.usb.state": "adb",
}


def properties(phone: Phone) -> dict[str, str]:
    """Return the properties by name."""
    brand, manufacturer = _BRANDS[phone.vendor]
    own = {
        "ro.bootloader": f"{phone.device}-14.5-10650127",
        "ro.build.display.id": phone.build_id,
        "ro.build.fingerprint": phone.fingerprint,
        "ro.build.id": phone.build_id,
        "ro.build.product": phone.device,
        "ro.build.version.incremental": phone.fingerprint.split("/")[4].partition(":")[0],
        "ro.build.version.release": phone.release,
        "ro.build.version.sdk": str(phone.sdk),
        "ro.build.version.security_patch": phone.security_patch,
        "ro.product.board": phone.device,
        "ro.product.brand": brand,
        "ro.product.device": phone.device,
        "ro.product.manufacturer": manufacturer,
        "ro.product.model": phone.shown_model,
        "ro.product.name": phone.device,
        "ro.serialno": phone.serial,
        **({"ro.treble.enabled": "true"} if phone.sdk >= 26 else {}),
    }
    return dict(sorted({**_FIXED, **own, **_vendor(phone)}.items()))


def render(phone: Phone) -> str:
    """Return ``getprop``."""
    return "".join(f"[{name}]: [{value}]\n" for name, value in properties(phone).items())
