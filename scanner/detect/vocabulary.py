"""The facts that are read straight from an app's or the phone's record: name, sources, and the sentence as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

Row = tuple[str, tuple[str, ...], str]
"""Name, the checks that it rests on, and what the report says where it is so; an empty sentence is not said."""

POWERS: tuple[Row, ...] = (
    ("device_admin", ("device_policy",), "It is active as a device administrator"),
    ("device_owner", ("device_policy",), "It owns the whole phone as its device owner"),
    ("profile_owner", ("device_policy",), "It owns a profile on this phone as its profile owner"),
    ("accessibility", ("settings_secure", "accessibility"), "Its accessibility service is switched on"),
    ("notification_access", ("notification_listeners",), "It may read every notification"),
    ("overlay", ("appops",), "It may draw over other apps"),
    ("usage_access", ("appops",), "It may see which apps are used and when (usage access)"),
    ("all_files", ("appops",), "It may read all files in shared storage"),
    ("install_unknown_apps", ("appops",), "It may install further apps"),
    ("keyboard", ("settings_secure",), "It is the keyboard in use"),
)

PERMISSIONS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("reads_messages", ("READ_SMS", "RECEIVE_SMS", "RECEIVE_MMS"), "It may read text messages"),
    ("reads_calls", ("READ_CALL_LOG", "PROCESS_OUTGOING_CALLS"), "It may see calls"),
    ("reads_contacts", ("READ_CONTACTS",), "It may read contacts"),
    ("reads_location", ("ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION"), "It may see where the phone is"),
    ("uses_microphone", ("RECORD_AUDIO",), "It may use the microphone"),
    ("uses_camera", ("CAMERA",), "It may use the camera"),
    ("reads_calendar", ("READ_CALENDAR",), "It may read the calendar"),
    (
        "reads_media",
        ("READ_EXTERNAL_STORAGE", "READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO"),
        "It may read photos and videos",
    ),
)
"""Name, the last words of the permissions of which one is enough, and the sentence."""

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (says.partition("It may ")[2], permissions) for _, permissions, says in PERMISSIONS
)
"""The parts of a person's life that permissions open, each once: what an app may do, and by which permissions."""


def readable(granted: AbstractSet[str]) -> list[str]:
    """Return what an app may do by the permissions that it was granted, in the words of ``KINDS``."""
    return [words for words, names in KINDS if any(f"android.permission.{name}" in granted for name in names)]


def within(sentence: str) -> str:
    """Return a sentence as it stands within another."""
    return f"{sentence[0].lower()}{sentence[1:]}"


WATCHING: tuple[tuple[str, str], ...] = (
    ("device_admin", "device administrator"),
    ("device_owner", "device owner"),
    ("profile_owner", "profile owner"),
    ("accessibility", "accessibility"),
    ("notification_access", "every notification"),
    ("usage_access", "usage of apps"),
)
"""Powers with which an app can watch somebody, each of which a person has to give in the settings."""

STATES: tuple[Row, ...] = (
    ("suspended", ("package_dump",), "It is suspended at present, so nobody can open it"),
    ("hidden", ("package_dump",), "A device owner or administrator has hidden it"),
    ("stopped", ("package_dump",), ""),
    ("archived", ("package_dump",), "Its code was taken off the phone to save space; it can be brought back"),
    ("warned_of_harm", ("package_dump",), "Android itself warns that it may do harm"),
    ("battery_exempt", ("battery_exemptions",), "It may go on running while the phone saves battery"),
    ("accessibility_shortcut", ("settings_secure", "accessibility"), "An accessibility shortcut switches it on"),
    ("keyboard_enabled", ("settings_secure",), "It is one of the keyboards that are switched on"),
    ("vpn_active", ("vpn",), "It is the phone's VPN at present, so the traffic can go through it"),
    ("vpn_always_on", ("settings_secure",), "It is set as the VPN that is always on"),
    ("vpn_allowed", ("appops",), "It was allowed to be a VPN"),
    ("recording_screen", ("media_projection",), "It was recording the screen when the phone was read"),
    ("may_record_screen", ("appops",), "It may record the screen without asking again"),
    ("notifications_off", ("appops",), "Its own notifications are switched off"),
    ("hidden_from_recents", ("app_names",), "It is made so that it does not show among the apps used last"),
    ("accessibility_reads_windows", ("accessibility",), "Its accessibility service reads what is on the screen"),
    ("accessibility_acts", ("accessibility",), "Its accessibility service can make gestures by itself"),
    (
        "accessibility_takes_screenshots",
        ("accessibility",),
        "Its accessibility service can take pictures of the screen",
    ),
    ("running_now", ("running_services",), "It was running when the phone was read"),
    ("foreground_service", ("running_services",), "It was running with a lasting notification"),
    ("starts_at_boot", ("package_dump",), "It starts by itself when the phone starts"),
    ("hears_messages", ("package_dump",), "It is told of every text message that comes in"),
    ("hears_outgoing_calls", ("package_dump",), "It is told of every call that is made"),
    ("sms_app", ("roles", "settings_secure"), "It is the app for text messages"),
    ("phone_app", ("roles", "settings_secure"), "It is the app for phone calls"),
    ("assistant_app", ("roles", "settings_secure"), "It is the phone's assistant"),
    ("call_screening_app", ("roles",), "It screens incoming calls"),
    ("call_redirection_app", ("roles",), "It may redirect outgoing calls"),
    ("browser_app", ("roles",), "It is the default browser"),
    ("home_app", ("roles",), "It is the home screen"),
    (
        "declares_monitoring",
        ("app_names",),
        "It declares itself an app for monitoring, as Google Play demands of such apps",
    ),
)
"""What is so of an app now; the names are those of scanner/join/states.py."""

DEVICE_STATES: tuple[Row, ...] = (
    ("play_protect_off", ("settings_global",), "Google Play Protect is switched off"),
    (
        "play_protect_off_by_computer",
        ("settings_global", "setting_writers"),
        "Google Play Protect was switched off by a computer or by an app that was added",
    ),
    ("developer_settings", ("settings_global",), "The developer settings are switched on"),
    ("usb_debugging", ("settings_global",), "USB debugging is switched on"),
    ("wireless_debugging", ("settings_global",), "Wireless debugging is switched on"),
    (
        "wireless_debugging_trusted",
        ("adb_keys",),
        "On a Wi-Fi network that was allowed once, wireless debugging starts without a question",
    ),
    ("own_private_dns", ("settings_global",), "The phone asks a chosen server for internet addresses (private DNS)"),
    ("proxy", ("settings_global",), "A proxy for the phone's traffic is set"),
    ("unknown_sources_on", ("settings_secure", "settings_global"), "Apps from outside the stores may be installed"),
    ("root_visible", ("root_signs",), "Traces of root access are visible"),
    ("root_shell", ("root_signs",), "Whoever connects a computer has root access"),
    ("selinux_off", ("root_signs", "getprop"), "A protection between apps is switched off (SELinux)"),
    (
        "bootloader_unlocked",
        ("getprop",),
        "The bootloader is unlocked: whoever holds the phone can put another system on it",
    ),
    ("other_system", ("getprop",), "The phone started a system that is not its maker's"),
    ("system_not_verified", ("getprop",), "The phone does not check its system for changes"),
    (
        "warranty_void",
        ("getprop",),
        "Another system was started on this phone at some time, perhaps by an earlier owner",
    ),
    ("test_build", ("getprop",), "The phone's system was built for tests"),
    ("debuggable", ("getprop",), "Apps on this phone can be looked into from a computer"),
    (
        "adb_unprotected",
        ("getprop",),
        "Any computer can read this phone over a cable, without a question on its screen",
    ),
)
"""What is so of the phone; the names are those of scanner/join/device_states.py."""

ICON_SWITCHED_OFF = "Its icon was switched off; an app can do that to itself, and so can a command from a computer"

USES: tuple[tuple[str, str], ...] = (
    ("messages", "text messages"),
    ("calls", "the list of calls"),
    ("location", "where the phone is"),
    ("contacts", "contacts"),
    ("calendar", "the calendar"),
    ("microphone", "the microphone"),
    ("camera", "the camera"),
    ("photos", "photos"),
    ("videos", "videos"),
    ("screen", "what is on the screen"),
)
"""The kinds whose last use Android keeps, and how they are told."""
