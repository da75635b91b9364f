"""The table of commands: reviewed, and complete in every place that names its rows."""

from __future__ import annotations

import pytest

from scanner.acquire.probes import PROBES, Probe
from scanner.capture import SourceKind, Status
from scanner.report import words
from scanner.results import Confidence, Level, Severity

REVIEWED = {
    "getprop",
    "date '+%s %z'",
    "pm list users",
    "dumpsys user | sed -n -e '/^ *UserInfo{/p' -e '/^ *Type: /p' -e '/^ *State: /p' "
    "-e '/^Permission Denial/p' -e \"/^Can't find service: /p\" -e '/^[*][*][*] SERVICE /p'",
    "dumpsys package",
    "dumpsys appops",
    "pm list packages -f -i -U --user {user}",
    "pm list packages -f -i --user {user}",
    "pm list packages -3 --user {user}",
    "cmd package query-activities --brief --user {user} "
    "-a android.intent.action.MAIN -c android.intent.category.LAUNCHER",
    "pm query-activities --brief --user {user} -a android.intent.action.MAIN -c android.intent.category.LAUNCHER",
    "cmd package query-activities --brief --user {user} "
    "-a android.intent.action.MAIN -c android.intent.category.LEANBACK_LAUNCHER",
    "pm query-activities --brief --user {user} "
    "-a android.intent.action.MAIN -c android.intent.category.LEANBACK_LAUNCHER",
    "cmd package query-activities --brief --user {user} -a android.intent.action.MAIN",
    "pm query-activities --brief --user {user} -a android.intent.action.MAIN",
    "pm list packages -d --user {user}",
    "pm list packages -u --user {user}",
    "settings list --user {user} secure",
    "settings --user {user} list secure",
    "for k in enabled_accessibility_services enabled_notification_listeners default_input_method enabled_input_methods "
    "accessibility_shortcut_target_service accessibility_button_targets always_on_vpn_app assistant "
    "sms_default_application dialer_default_application install_non_market_apps; do "
    'v=$(settings --user {user} get secure $k) || exit; echo "$k=$v"; done',
    "settings list --user {user} system",
    "settings --user {user} list system",
    "settings list global",
    "dumpsys settings | sed -n -e '/^[A-Z]* SETTINGS (user [0-9]*)$/p' -e 's/ value:.*//' "
    "-e '/^_id:[^ ]* name:adb_enabled pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:adb_wifi_enabled pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:default_input_method pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:development_settings_enabled pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:enabled_accessibility_services pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:enabled_notification_listeners pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:http_proxy pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:install_non_market_apps pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:package_verifier_enable pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:package_verifier_user_consent pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:private_dns_mode pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:private_dns_specifier pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:upload_apk_enable pkg:[^ ]*$/p' "
    "-e '/^_id:[^ ]* name:verifier_verify_adb_installs pkg:[^ ]*$/p' "
    "-e '/^Permission Denial/p' -e \"/^Can't find service: /p\" -e '/^[*][*][*] SERVICE /p'",
    "dumpsys device_policy",
    "dumpsys accessibility",
    "dumpsys notification | sed -n -e '/Notification listeners:/,/Snoozed notification listeners/p' "
    "-e '/^Permission Denial/p' -e \"/^Can't find service: /p\" -e '/^[*][*][*] SERVICE /p'",
    "cat /proc/uptime",
    "cat /system/etc/hosts",
    "dumpsys account | sed -n -e 's/^Permission Denial.*/Permission Denial/p' "
    "-e \"s/^Can't find service: .*/&/p\" -e 's/^[*][*][*] SERVICE .*/&/p' "
    "-e 's/^User UserInfo{\\([0-9][0-9]*\\):.*:[0-9a-f][0-9a-f]*}:$/User UserInfo{\\1}:/p' -e t "
    "-e 's/^User .*/User ?/p' -e t "
    "-e '/^  Accounts: [0-9][0-9]*$/,/^  AccountId, Action_Type, /{' "
    "-e 's|^    Account {name=.*, type=\\([A-Za-z0-9._:/ -][A-Za-z0-9._:/ -]*\\)}$|    Account {type=\\1}|p' "
    "-e t -e 's/^  Accounts: [0-9][0-9]*$/&/p' -e t "
    "-e 's/^  AccountId, Action_Type, .*/  AccountId, Action_Type, /p' -e t "
    "-e 's/^ *[^ ].*/    ?/p' -e '}'",
    "dumpsys account | sed -n -e 's/^Permission Denial.*/Permission Denial/p' "
    "-e \"s/^Can't find service: .*/&/p\" -e 's/^[*][*][*] SERVICE .*/&/p' "
    "-e 's/^User UserInfo{\\([0-9][0-9]*\\):.*:[0-9a-f][0-9a-f]*}:$/User UserInfo{\\1}:/p' -e t "
    "-e 's/^User .*/User ?/p' -e t "
    "-e '/^  Accounts: [0-9][0-9]*$/,/^  AccountId, Action_Type, /{' "
    "-e 's/^  AccountId, Action_Type, .*/  AccountId, Action_Type, /' -e '/[^ ]/p' -e '}'",
    "dumpsys activity services | sed -n -e '/^ACTIVITY MANAGER SERVICES/p' "
    "-e '/^  User [0-9]* active services:$/p' -e '/^  (nothing)$/p' -e '/^  [*] [A-Za-z ]*ServiceRecord{/p' "
    "-e '/^    packageName=/p' -e '/^    app=/p' -e '/^    createTime=/p' -e '/^    startRequested=/p' "
    "-e 's/^\\(    isForeground=[a-z]* foregroundId=[-0-9]*\\).*/\\1/p' -e '/^Permission Denial/p' "
    "-e \"/^Can't find service: /p\" -e '/^[*][*][*] SERVICE /p'",
    "dumpsys batterystats --daily | sed -n -e '/^Daily stats:/p' -e '/^  Current start time: /p' "
    "-e '/^  Daily from /p' -e '/^    Package changes:/p' -e '/^      [A-Z]/p' -e '/^Unknown option/p' "
    "-e '/^Permission Denial/p' -e \"/^Can't find service: /p\" -e '/^[*][*][*] SERVICE /p'",
    "ls -1 -d /system/bin/su /system/xbin/su /system/sbin/su /sbin/su /vendor/bin/su /odm/bin/su /product/bin/su "
    "/system_ext/bin/su /apex/com.android.runtime/bin/su /su/bin/su /system/su /system/bin/.ext/.su "
    "/system/bin/failsafe/su /system/sd/xbin/su /system/usr/we-need-root/su /data/local/su /data/local/bin/su "
    "/data/local/xbin/su /data/local/tmp/su /cache/su /dev/su /system/xbin/daemonsu "
    "/system/etc/init.d/99SuperSUDaemon /system/app/Superuser.apk /system/app/SuperSU /system/app/SuperSU.apk "
    "/dev/com.koushikdutta.superuser.daemon /cache/SuperSU.zip /system/bin/magisk /sbin/magisk /sbin/.magisk "
    "/sbin/.core /debug_ramdisk/magisk /debug_ramdisk/.magisk /debug_ramdisk/su /init.magisk.rc "
    "/cache/.disable_magisk /cache/magisk.log /dev/.magisk.unblock /data/adb/magisk /data/adb/magisk.db "
    "/data/adb/modules /data/adb/ksu /data/adb/ksud /sys/module/kernelsu /data/adb/ap /data/adb/apd "
    "/system/bin/busybox /system/xbin/busybox /sbin/busybox /data/local/tmp/busybox 2>&1; getenforce 2>&1; id 2>&1",
    "dumpsys role",
    "ime list -s",
    "dumpsys deviceidle whitelist",
    "dumpsys media_projection",
    "dumpsys vpn_management",
    "dpm list-owners",
    "dumpsys adb",
    "for p in {packages}; do echo {marker} $p; dumpsys package $p; done",
    "(stat -c '{marker} size %s %n' {files}; for f in {files}; do echo; echo {marker} end $f; tail -c 1024 $f; done) "
    "2>&1 | base64",
    "for r in {ranges}; do echo; echo {marker} $r; s=${r%%:*}; r=${r#*:}; "
    "dd if=${r#*:} bs=4096 skip=$s count=${r%%:*} 2>/dev/null; done | base64",
    "sha256sum {files}",
}
"""Every command that may be sent to a phone. A new one is added here by hand, after two people have read it."""


def test_only_reviewed_commands_are_in_the_table() -> None:
    """The phone is not ours: what is sent to it is read by two people first."""
    commands = {probe.command for probe in PROBES} | {probe.fallback for probe in PROBES if probe.fallback}
    commands |= {probe.further_user for probe in PROBES if probe.further_user}
    assert commands == REVIEWED


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.id)
def test_every_row_has_words_in_the_report(probe: Probe) -> None:
    """No reader meets an identifier where a name belongs."""
    assert probe.id in words.CHECKS


def test_every_value_of_a_report_has_words() -> None:
    """So that no renderer fails on a rare one."""
    assert set(words.STATUSES) == set(Status)
    assert set(words.SOURCES) == set(SourceKind)
    assert set(words.SEVERITIES) == set(Severity)
    assert set(words.CONFIDENCES) == set(Confidence)
    assert set(words.LEVELS) == set(Level)
