"""The facts that are read straight from an app's or the phone's record: name, sources, and the sentence as evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.say import say

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

Row = tuple[str, tuple[str, ...], str]
"""Name, the checks that it rests on, and what the report says where it is so; an empty sentence is not said."""

POWERS: tuple[Row, ...] = (
    ("device_admin", ("device_policy",), say("It is active as a device administrator")),
    ("device_owner", ("device_policy",), say("It owns the whole phone as its device owner")),
    ("profile_owner", ("device_policy",), say("It owns a profile on this phone as its profile owner")),
    ("accessibility", ("settings_secure", "accessibility"), say("Its accessibility service is switched on")),
    ("notification_access", ("notification_listeners",), say("It may read every notification")),
    ("overlay", ("appops",), say("It may draw over other apps")),
    ("usage_access", ("appops",), say("It may see which apps are used and when (usage access)")),
    ("all_files", ("appops",), say("It may read all files in shared storage")),
    ("install_unknown_apps", ("appops",), say("It may install further apps")),
    ("keyboard", ("settings_secure",), say("It is the keyboard in use")),
)

PERMISSIONS: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    (
        "reads_messages",
        ("READ_SMS", "RECEIVE_SMS", "RECEIVE_MMS"),
        say("It may read text messages"),
        say("read text messages"),
    ),
    ("reads_calls", ("READ_CALL_LOG", "PROCESS_OUTGOING_CALLS"), say("It may see calls"), say("see calls")),
    ("reads_contacts", ("READ_CONTACTS",), say("It may read contacts"), say("read contacts")),
    (
        "reads_location",
        ("ACCESS_FINE_LOCATION", "ACCESS_COARSE_LOCATION"),
        say("It may see where the phone is"),
        say("see where the phone is"),
    ),
    ("uses_microphone", ("RECORD_AUDIO",), say("It may use the microphone"), say("use the microphone")),
    ("uses_camera", ("CAMERA",), say("It may use the camera"), say("use the camera")),
    ("reads_calendar", ("READ_CALENDAR",), say("It may read the calendar"), say("read the calendar")),
    (
        "reads_media",
        ("READ_EXTERNAL_STORAGE", "READ_MEDIA_IMAGES", "READ_MEDIA_VIDEO"),
        say("It may read photos and videos"),
        say("read photos and videos"),
    ),
)
"""Name, the last words of the permissions of which one is enough, the sentence, and how it goes on after "it may"."""

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = tuple((words, permissions) for _, permissions, _, words in PERMISSIONS)
"""The parts of a person's life that permissions open, each once: what an app may do, and by which permissions."""


def readable(granted: AbstractSet[str]) -> list[str]:
    """Return what an app may do by the permissions that it was granted, in the words of ``KINDS``."""
    return [words for words, names in KINDS if any(f"android.permission.{name}" in granted for name in names)]


WATCHING: tuple[tuple[str, str], ...] = (
    ("device_admin", say("device administrator")),
    ("device_owner", say("device owner")),
    ("profile_owner", say("profile owner")),
    ("accessibility", say("accessibility")),
    ("notification_access", say("every notification")),
    ("usage_access", say("usage of apps")),
)
"""Powers with which an app can watch somebody, each of which a person has to give in the settings."""

STATES: tuple[Row, ...] = (
    ("suspended", ("package_dump",), say("It is suspended at present, so nobody can open it")),
    ("hidden", ("package_dump",), say("A device owner or administrator has hidden it")),
    ("stopped", ("package_dump",), ""),
    ("archived", ("package_dump",), say("Its code was taken off the phone to save space; it can be brought back")),
    ("warned_of_harm", ("package_dump",), say("Android itself warns that it may do harm")),
    ("battery_exempt", ("battery_exemptions",), say("It may go on running while the phone saves battery")),
    ("accessibility_shortcut", ("settings_secure", "accessibility"), say("An accessibility shortcut switches it on")),
    ("keyboard_enabled", ("settings_secure",), say("It is one of the keyboards that are switched on")),
    ("vpn_active", ("vpn",), say("It is the phone's VPN at present, so the traffic can go through it")),
    ("vpn_always_on", ("settings_secure",), say("It is set as the VPN that is always on")),
    ("vpn_allowed", ("appops",), say("It was allowed to be a VPN")),
    ("recording_screen", ("media_projection",), say("It was recording the screen when the phone was read")),
    ("may_record_screen", ("appops",), say("It may record the screen without asking again")),
    ("notifications_off", ("appops",), say("Its own notifications are switched off")),
    ("hidden_from_recents", ("app_names",), say("It is made so that it does not show among the apps used last")),
    ("accessibility_reads_windows", ("accessibility",), say("Its accessibility service reads what is on the screen")),
    ("accessibility_acts", ("accessibility",), say("Its accessibility service can make gestures by itself")),
    (
        "accessibility_takes_screenshots",
        ("accessibility",),
        say("Its accessibility service can take pictures of the screen"),
    ),
    ("running_now", ("running_services",), say("It was running when the phone was read")),
    ("foreground_service", ("running_services",), say("It was running with a lasting notification")),
    ("starts_at_boot", ("package_dump",), say("It starts by itself when the phone starts")),
    ("hears_messages", ("package_dump",), say("It is told of every text message that comes in")),
    ("hears_outgoing_calls", ("package_dump",), say("It is told of every call that is made")),
    ("sms_app", ("roles", "settings_secure"), say("It is the app for text messages")),
    ("phone_app", ("roles", "settings_secure"), say("It is the app for phone calls")),
    ("assistant_app", ("roles", "settings_secure"), say("It is the phone's assistant")),
    ("call_screening_app", ("roles",), say("It screens incoming calls")),
    ("call_redirection_app", ("roles",), say("It may redirect outgoing calls")),
    ("browser_app", ("roles",), say("It is the default browser")),
    ("home_app", ("roles",), say("It is the home screen")),
    (
        "declares_monitoring",
        ("app_names",),
        say("It declares itself an app for monitoring, as Google Play demands of such apps"),
    ),
)
"""What is so of an app now; the names are those of scanner/join/states.py."""

KEEPS_GOING: tuple[tuple[str, str], ...] = (
    ("battery_exempt", say("it may go on running while the phone saves battery")),
    ("starts_at_boot", say("it starts by itself when the phone starts")),
    ("hears_messages", say("it is told of every text message that comes in")),
    ("hears_outgoing_calls", say("it is told of every call that is made")),
)
"""States that keep an app going, as they stand within a sentence."""

DEVICE_STATES: tuple[Row, ...] = (
    ("play_protect_off", ("settings_global",), say("Google Play Protect is switched off")),
    (
        "play_protect_off_by_computer",
        ("settings_global", "setting_writers"),
        say("Google Play Protect was switched off by a computer or by an app that was added"),
    ),
    ("developer_settings", ("settings_global",), say("The developer settings are switched on")),
    ("usb_debugging", ("settings_global",), say("USB debugging is switched on")),
    ("wireless_debugging", ("settings_global",), say("Wireless debugging is switched on")),
    (
        "wireless_debugging_trusted",
        ("adb_keys",),
        say("On a Wi-Fi network that was allowed once, wireless debugging starts without a question"),
    ),
    (
        "own_private_dns",
        ("settings_global",),
        say("The phone asks a chosen server for internet addresses (private DNS)"),
    ),
    ("proxy", ("settings_global",), say("A proxy for the phone's traffic is set")),
    (
        "unknown_sources_on",
        ("settings_secure", "settings_global"),
        say("Apps from outside the stores may be installed"),
    ),
    ("root_visible", ("root_signs",), say("Traces of root access are visible")),
    ("root_shell", ("root_signs",), say("Whoever connects a computer has root access")),
    ("selinux_off", ("root_signs", "getprop"), say("A protection between apps is switched off (SELinux)")),
    (
        "bootloader_unlocked",
        ("getprop",),
        say("The bootloader is unlocked: whoever holds the phone can put another system on it"),
    ),
    ("other_system", ("getprop",), say("The phone started a system that is not its maker's")),
    ("system_not_verified", ("getprop",), say("The phone does not check its system for changes")),
    (
        "warranty_void",
        ("getprop",),
        say("Another system was started on this phone at some time, perhaps by an earlier owner"),
    ),
    ("test_build", ("getprop",), say("The phone's system was built for tests")),
    ("debuggable", ("getprop",), say("Apps on this phone can be looked into from a computer")),
    (
        "adb_unprotected",
        ("getprop",),
        say("Any computer can read this phone over a cable, without a question on its screen"),
    ),
)
"""What is so of the phone; the names are those of scanner/join/device_states.py."""

OPENED: tuple[tuple[str, str], ...] = (
    ("root_visible", say("traces of root access are visible")),
    ("root_shell", say("whoever connects a computer has root access")),
    ("selinux_off", say("a protection between apps is switched off (SELinux)")),
    ("system_not_verified", say("the phone does not check its system for changes")),
)
"""Signs that the phone's system was opened, as they stand within a sentence.

An unlocked bootloader and another system than the maker's stand apart.
"""

ICON_SWITCHED_OFF = say("Its icon was switched off; an app can do that to itself, and so can a command from a computer")

# Translators: what an app used, as the object of "it used".
USES: tuple[tuple[str, str], ...] = (
    ("messages", say("text messages")),
    ("calls", say("the list of calls")),
    ("location", say("where the phone is")),
    ("contacts", say("contacts")),
    ("calendar", say("the calendar")),
    ("microphone", say("the microphone")),
    ("camera", say("the camera")),
    ("photos", say("photos")),
    ("videos", say("videos")),
    ("screen", say("what is on the screen")),
)
"""The kinds whose last use Android keeps, and how they are told."""
