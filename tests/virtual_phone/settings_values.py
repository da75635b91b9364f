"""The settings that every phone has, beside those that a test cares about.

Names are Android's (Settings.Secure, Settings.System, Settings.Global) and vendors'; values are invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone.dumps import roles
from tests.virtual_phone.dumps.accessibility import enabled_services, shortcut_targets
from tests.virtual_phone.dumps.notification import enabled_listeners
from tests.virtual_phone.identity import full

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.virtual_phone.model import Phone

_JSON = '{\n  "version": 3,\n  "layouts": [\n    {"id": "home", "columns": 5}\n  ],\n  "accessibility_enabled=": 1\n}'
"""A value of several lines, one of which could be taken for a setting."""

_SECURE = {
    "adaptive_sleep": "0", "android_id": "9f1c7e0a5b3d2468", "assist_gesture_enabled": "1", "autofill_service": "null",
    "backup_enabled": "1", "bluetooth_address": "AA:BB:CC:00:11:22", "charging_sounds_enabled": "1",
    "cross_profile_calendar_enabled": "0", "default_input_method":
    "com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME", "doze_always_on": "0",
    "enabled_input_methods":
    "com.google.android.inputmethod.latin/com.android.inputmethod.latin.LatinIME:"
    "com.google.android.tts/com.google.android.apps.speech.tts.googletts.settings.asr.voiceime.VoiceInputMethodService",
    "immersive_mode_confirmations": "confirmed", "location_mode": "3",
    "lock_screen_show_notifications": "1", "long_press_timeout": "400", "lockscreen.options": "enable_facelock",
    "mock_location": "0", "navigation_mode": "2", "night_display_activated": "0", "notification_badging": "1",
    "screensaver_components": "com.google.android.deskclock/com.android.deskclock.Screensaver",
    "selected_spell_checker": "com.google.android.inputmethod.latin/com.android.inputmethod.latin.spellcheck.Service",
    "show_ime_with_hard_keyboard": "0", "sleep_timeout": "-1", "speak_password": "1", "touch_exploration_enabled": "0",
    "trust_agents_initialized": "1", "ui_night_mode": "2", "user_setup_complete": "1", "volume_hush_gesture": "1",
    "widget_layout": _JSON, "wake_gesture_enabled": "1",
    "voice_recognition_service":
    "com.google.android.tts/com.google.android.apps.speech.tts.googletts.service.GoogleTTSRecognitionService",
}  # fmt: skip
_SYSTEM = {
    "accelerometer_rotation": "0", "alarm_alert": "content://media/internal/audio/media/101?title=Argon&canonical=1",
    "dim_screen": "1", "dtmf_tone": "1", "font_scale": "1.0", "haptic_feedback_enabled": "1",
    "notification_sound": "content://media/internal/audio/media/112?title=Popcorn&canonical=1",
    "pointer_speed": "0", "ringtone": "content://media/internal/audio/media/131?title=Zen&canonical=1",
    "screen_brightness": "102", "screen_off_timeout": "60000", "sound_effects_enabled": "1", "time_12_24": "24",
    "user_rotation": "0", "vibrate_when_ringing": "0", "volume_music": "5", "volume_ring": "5",
}  # fmt: skip
_GLOBAL = {
    "Phenotype_flags": "", "adb_enabled": "1", "adb_wifi_enabled": "0", "airplane_mode_on": "0",
    "always_finish_activities": "0", "animator_duration_scale": "1.0", "auto_time": "1", "bluetooth_on": "1",
    "boot_count": "61", "cell_on": "1", "data_roaming": "0", "default_install_location": "0",
    "development_settings_enabled": "1", "device_provisioned": "1", "low_power": "0", "mobile_data": "1",
    "network_recommendations_enabled": "1", "ntp_server": "time.android.com", "package_verifier_enable": "1",
    "package_verifier_user_consent": "1", "private_dns_mode": "opportunistic", "stay_on_while_plugged_in": "0",
    "usb_mass_storage_enabled": "1", "upload_apk_enable": "1", "verifier_verify_adb_installs": "1",
    "wifi_on": "1", "wifi_scan_always_enabled": "1", "window_animation_scale": "1.0", "zen_mode": "0",
    "battery_saver_constants": "advertise_is_enabled=true,enable_datasaver=false",
}  # fmt: skip
_VENDOR = {
    "samsung": {
        "accessibility_am_magnification_mode": "0", "aod_mode": "1", "edge_enable": "1",
        "game_home_hidden": "false", "sem_perfomance_mode": "0", "samsung_errorlog_agree": "0",
    },
    "xiaomi": {
        "miui_mi_market_state": "1", "permission_control_state": "1", "upload_log_pref": "0",
        "security_adb_install_enable": "1", "key_master_switch_state": "1", "aod_show_style": "2",
    },
}  # fmt: skip


def _shortcuts(phone: Phone, user: int) -> dict[str, str]:
    """Return what hangs on the volume keys (one service before Android 11), the button, and a tile since 15."""
    targets = shortcut_targets(phone, user)
    if not targets or phone.sdk <= 25:
        return {}
    if phone.sdk <= 29:
        keys = ("accessibility_shortcut_target_service", "accessibility_button_target_component")
        return dict.fromkeys(keys, targets[0])
    names = ["accessibility_shortcut_target_service", "accessibility_button_targets"]
    names += ["accessibility_qs_targets"] if phone.sdk >= 35 else []
    return dict.fromkeys(names, ":".join(targets))


def _default_apps(phone: Phone, user: int) -> dict[str, str]:
    """Return who does what, as the settings told it before there were roles (up to Android 9)."""
    held = roles.holders(phone, user)
    values = {f"{role.lower()}_default_application": "".join(held[role][:1]) for role in ("SMS", "DIALER")}
    assistant = "".join(f"{package}/{package}.VoiceInteraction" for package in held["ASSISTANT"][:1])
    values |= {"assistant": assistant, "voice_interaction_service": assistant}
    return {name: value for name, value in values.items() if value}


def _derived(phone: Phone, user: int) -> dict[str, str]:
    services = [name for _, name in enabled_services(phone, user)]
    listeners = [full(app.listener or "") for app in enabled_listeners(phone, user)]
    values = {"accessibility_enabled": "1" if services else "0", "enabled_notification_listeners": ":".join(listeners)}
    if services:
        values["enabled_accessibility_services"] = ":".join(services)
    values |= _shortcuts(phone, user)
    # one switch for all up to Android 7; since 8 nothing reads it any more
    values["install_non_market_apps"] = "0" if phone.sdk <= 25 else "1"
    if phone.sdk <= 29:
        values["location_providers_allowed"] = "gps,network"
    if phone.sdk <= 28:
        values |= _default_apps(phone, user)
    return values


def _with(values: dict[str, str], given: Mapping[str, str | None]) -> dict[str, str]:
    merged: dict[str, str | None] = {**values, **given}
    return {name: value for name, value in sorted(merged.items()) if value is not None}


def settings(phone: Phone, namespace: str, user: int = 0) -> dict[str, str]:
    """Return the settings of a namespace for a user, sorted by name; ``global`` is the same for all."""
    if namespace == "global":
        return _with({**_GLOBAL, "device_name": phone.shown_model}, phone.global_)
    if namespace == "system":
        return _with(dict(_SYSTEM), phone.system)
    base = {**_SECURE, **_VENDOR.get(phone.vendor, {}), **_derived(phone, user)}
    return _with(base, phone.secure.get(user, {}))
