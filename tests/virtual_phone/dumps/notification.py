"""``dumpsys notification``: who may read notifications.

Format: AOSP NotificationManagerService.dumpImpl and ManagedServices.dump of Android 7 to 16. Android 7 keeps no list of
who is allowed by user; it names those that are on for the profiles of the user who is using the phone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

_PROXY = "android.service.notification.INotificationListener$Stub$Proxy"
_WRAPPER = "android.service.notification.NotificationListenerService$NotificationListenerWrapper"


def enabled_listeners(phone: Phone, user: int) -> list[PhoneApp]:
    """Return the apps whose notification listener is switched on for a user."""
    present = [app for app in phone.apps if app.listener and phone.is_installed(app, user)]
    return [app for app in present if app.listener_enabled and user in phone.powers_of(app)]


def _record(indent: str, package: str, uid: int) -> list[str]:
    # what other people wrote stands in records; a phone prints the types of the texts, as here
    head = f"NotificationRecord(0x0{identity.address('record', package)}: pkg={package} user=UserHandle{{0}} id=1"
    return [
        f"{indent}{head} tag=null importance=3 key=0|{package}|1|null|{uid}: Notification(channel=messages))",
        f"{indent}  uid={uid} userId=0",
        f"{indent}  extras={{",
        f"{indent}      android.title=String [length=9]",
        f"{indent}      android.text=String [length=31]",
        f"{indent}  }}",
    ]


def _some_records(phone: Phone) -> list[str]:
    lines = ["  Notification List:"]
    for app in [app for app in phone.ordered if app.has_icon and not app.system][:3]:
        lines += _record("    ", app.package, phone.uid(app, 0))
    return lines


def _allowed(phone: Phone) -> list[str]:
    lines = ["    Allowed notification listeners:"]
    for user in phone.users:
        names = ":".join(identity.full(app.listener or "") for app in enabled_listeners(phone, user.id))
        changed = " isUserChanged: true" if phone.sdk >= 31 and names and user.id == 0 else ""
        if names or user.id == 0:
            lines.append(f"      {names} (user: {user.id} isPrimary: true{changed})")
    return lines


def _live(phone: Phone, enabled: list[PhoneApp]) -> list[str]:
    rows = [
        f"ComponentInfo{{com.android.systemui/com.android.systemui.statusbar.NotificationListener}} (user -1): {_PROXY}"
    ]
    suffixes = [" SYSTEM"]
    assistant = "com.google.android.ext.services/android.ext.services.notification.Assistant"
    rows.append(f"ComponentInfo{{{assistant}}} (user 0): {_PROXY}")
    suffixes.append(" GUEST")
    if phone.sdk >= 30:
        rows.append(f"ComponentInfo{{android/com.android.server.people.data.DataManager}} (user 0): {_WRAPPER}")
        suffixes.append(" SYSTEM")
    for app in enabled:
        rows.append(f"ComponentInfo{{{identity.full(app.listener or '')}}} (user 0): {_PROXY}")
        suffixes.append("")
    lines = [f"    Live notification listeners ({len(rows)}):"]
    return lines + [f"      {row}@{identity.address(row)}{end}" for row, end in zip(rows, suffixes, strict=True)]


def listener_lines(phone: Phone) -> list[str]:
    """Return the part about notification listeners."""
    current = [user.id for user in phone.users if user.running and (user.id == 0 or user.is_profile)]
    enabled = [app for user in current for app in enabled_listeners(phone, user)]
    lines = ["  Notification listeners:", *(_allowed(phone) if phone.sdk >= 26 else [])]
    if phone.sdk >= 31:
        lines.append("    Has user set:")
        names = ", ".join(identity.full(app.listener or "") for app in enabled_listeners(phone, 0))
        if names:
            lines.append(f"      userId=0 value={{{names}}}")
    if phone.sdk >= 36:
        uids = ", ".join(str(phone.uid(app, 0)) for app in enabled_listeners(phone, 0))
        lines.append(f"    Approved uids for user 0: [{uids}]")
    title = f"All notification listeners ({len(enabled)}) enabled for current profiles:"
    # Android 14 prints the user first, and so at the left margin
    lines.append(f"(user 0):   {title}" if phone.sdk == 34 else f"    {title}")
    lines += [f"      ComponentInfo{{{identity.full(app.listener or '')}}}" for app in enabled]
    lines += _live(phone, enabled_listeners(phone, 0))
    lines.append("    Snoozed notification listeners (0):")
    return [*lines, "    mListenerHints: 0", "    mListenersDisablingEffects: ()"]


def _assistants(sdk: int) -> list[str]:
    if sdk <= 25:
        title = "notification ranker service"
        lines = ["  Notification ranker services:", f"    All {title}s (0) enabled for current profiles:"]
        return [*lines, f"    Live {title}s (0):", f"    Snoozed {title}s (0):"]
    assistant = "com.google.android.ext.services/android.ext.services.notification.Assistant"
    return [
        "  Notification assistant services:",
        "    Allowed notification assistants:",
        f"      {assistant} (user: 0 isPrimary: true)",
        "    All notification assistants (1) enabled for current profiles:",
        f"      ComponentInfo{{{assistant}}}",
        "    Live notification assistants (1):",
        f"      ComponentInfo{{{assistant}}} (user 0): {_PROXY}@50fac1",
        "    Snoozed notification assistants (0):",
    ]


def render(phone: Phone) -> str:
    """Return ``dumpsys notification``."""
    lines = ["Current Notification Manager state:", *_some_records(phone), "  "]
    lines += ["  mUseAttentionLight=false", "  mHasLight=true", "  mNotificationPulseEnabled=true"]
    lines += ["  mMaxPackageEnqueueRate=5.0", "  mArchive=Archive (0 notifications)", ""]
    lines += ["  Snoozed notifications:", "", "  Ranking Config:", "    mSignalExtractors.length = 1"]
    lines += ["      NotificationChannelExtractor", "    per-package config:", "Records:"]
    for app in phone.ordered:
        if app.has_icon:
            lines.append(f"      AppSettings: {app.package} ({phone.uid(app, 0)}) importance=DEFAULT userSet=false")
    lines += ["Restored without uid:", "", *listener_lines(phone), "", *_assistants(phone.sdk)]
    lines += ["", "  Zen Mode:", "    mInterruptionFilter=1", "", "  Condition providers:"]
    lines += ["    Allowed condition providers:"] if phone.sdk >= 26 else []
    lines += ["    All condition providers (0) enabled for current profiles:", ""]
    return "\n".join(lines) + "\n"


def render_critical(phone: Phone) -> str:
    """Return the short dump that a bugreport holds first since Android 9."""
    return "\n".join([*_some_records(phone), "  "]) + "\n"
