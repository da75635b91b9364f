"""``dumpsys activity services``, and the whole ``activity`` service that holds it.

Format: AOSP ActiveServices.ServiceDumper and ServiceRecord.dump of Android 7 to 16. Enabled accessibility services and
notification listeners are bound by the system, so they run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity
from tests.virtual_phone.contents import PhoneService

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone

_SYSTEM = "ProcessRecord{5ac61cd 832:system/1000}"


def services(phone: Phone) -> list[PhoneService]:
    """Return all services at work, by user."""
    found = list(phone.running)
    for app in phone.apps:
        parts = [
            app.accessibility if app.accessibility_enabled else None,
            app.listener if app.listener_enabled else None,
        ]
        for component in filter(None, parts):
            found += [
                PhoneService(component, user=user) for user in phone.powers_of(app) if phone.is_installed(app, user)
            ]
    return sorted(found, key=lambda service: service.user)


def _hash(service: PhoneService, kind: str) -> str:
    return identity.address(kind, service.component, service.user, service.instance)


def name(service: PhoneService, sdk: int) -> str:
    """Return ``ServiceRecord.toString()``."""
    instance = f":{service.instance}" if service.instance and sdk >= 29 else ""
    caller = f" c:{service.caller}" if sdk >= 34 else ""
    short = f"u{service.user} {identity.short(service.component)}{instance}{caller}"
    return f"ServiceRecord{{{_hash(service, 'record')} {short}}}"


def _intent(service: PhoneService) -> str:
    action = f"act={service.action} " if service.action is not None else ""
    return f"{action}cmp={identity.short(service.component)}"


def _process(service: PhoneService) -> str:
    if not service.running:
        return "null"
    package = service.component.partition("/")[0]
    return f"ProcessRecord{{{_hash(service, 'process')} {2000 + len(package)}:{package}/u{service.user}a150}}"


def _start(service: PhoneService, sdk: int) -> list[str]:
    """Return what Android 12 and later tell of how a service may go to the foreground."""
    if sdk < 31:
        return []
    if sdk >= 34:
        lines = ["useNewWiuLogic_forCapabilities()=true", "useNewWiuLogic_forStart()=true", "useNewBfslLogic()=true"]
        lines += [f"mAllowWiu_{part}=DENIED" for part in ("noBinding", "inBindService", "byBindings")]
        lines += ["allowUiJobScheduling=false"]
    else:
        lines = ["allowWhileInUsePermissionInFgs=true"]
    lines += [f"recentCallingPackage={service.caller}", "recentCallingUid=1000"]
    lines += ["getFgsAllowStart=DENIED"] if sdk >= 34 else ["allowStartForeground=DENIED"]
    intent = f"Intent {{ {_intent(service)} }}"
    return [
        *lines,
        "startForegroundCount=0",
        f"infoAllowStartForeground=[callingPackage: {service.caller}; callingUid: 1000; uidState: PER ; "
        f"intent: {intent}; code:DENIED; tempAllowListReason:<null>]",
    ]


def _foreground(service: PhoneService, sdk: int) -> list[str]:
    if service.foreground is None:
        return []
    types = " types=0x00000008" if sdk >= 33 else ""
    noti = (
        "Notification(channel=running shortcut=null contentView=null vibrate=null sound=null defaults=0x0 flags=0x62)"
    )
    return [f"isForeground={str(service.foreground).lower()} foregroundId=17{types} foregroundNoti={noti}"]


def _record(service: PhoneService, phone: Phone) -> list[str]:
    """Return ``ServiceRecord.dump``."""
    package, sdk = service.component.partition("/")[0], phone.sdk
    lines = [f"intent={{{_intent(service)}}}", f"packageName={package}", f"processName={package}"]
    lines += ["targetSdkVersion=33"] if sdk >= 34 else []
    lines += [f"baseDir=/data/app/{package}-1/base.apk", f"dataDir=/data/user/{service.user}/{package}"]
    lines += [f"app={_process(service)}", *_start(service, sdk), *_foreground(service, sdk)]
    lines += ["createTime=-1h10m24s284ms startingBgTimeout=--"]
    lines += ["lastActivity=-44m17s587ms restartTime=-44m17s587ms createdFromFg=true"]
    if service.action is not None:
        lines.append("startRequested=true delayedStop=false stopIfKilled=false callStart=true lastStartId=1")
    lines += [
        "Bindings:",
        f"* IntentBindRecord{{{_hash(service, 'bind')} CREATE}}:",
        f"  intent={{{_intent(service)}}}",
    ]
    lines += ["  binder=android.os.BinderProxy@91f8e97", "  requested=true received=true hasBound=true doRebind=false"]
    lines += [f"  * Client AppBindRecord{{{_hash(service, 'client')} {_SYSTEM}}}", "All Connections:"]
    return [*lines, f"  ConnectionRecord{{a957b01 u{service.user} CR {identity.short(service.component)}:@82365ef}}"]


def _short(service: PhoneService) -> list[str]:
    """Return what stands for a record where not everything was asked for."""
    return [f"app={_process(service)}", "created=-1h10m24s284ms started=true connections=0"]


def render(phone: Phone, *, short: bool = False) -> str:
    """Return ``dumpsys activity services``; ``short`` as ``dumpsys activity`` without ``-a`` prints it."""
    lines = ["ACTIVITY MANAGER SERVICES (dumpsys activity services)"]
    found = services(phone)
    if not found:
        return "\n".join([*lines, "  (nothing)", ""])
    user = None
    for service in found:
        if service.user != user:
            lines += [""] if user is not None else []
            user = service.user
            lines.append(f"  User {user} active services:")
        elif not short:
            lines.append("")
        body = _short(service) if short else _record(service, phone)
        # an intent may hold line breaks: what follows them stands where its writer put it
        lines += [f"  * {name(service, phone.sdk)}", *(f"    {line}" for line in body)]
    if not short:
        lines += ["", "  Connection bindings to services:", "  * ConnectionRecord{a957b01 u0 CR}"]
        lines += ["    binding=AppBindRecord{431b8ad}", "    conn=android.app.LoadedApk$ServiceDispatcher flags=0x1"]
    return "\n".join([*lines, ""])


def activity(phone: Phone) -> str:
    """Return a part of ``dumpsys activity -a``: the services, with what stands around them."""
    before = ["ACTIVITY MANAGER URI PERMISSIONS (dumpsys activity permissions)", "(nothing)"]
    after = ["ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)", "  (nothing)", "  "]
    processes = ["ACTIVITY MANAGER RUNNING PROCESSES (dumpsys activity processes)", "  All known processes:"]
    processes += ["  *PERS* UID 1000 ProcessRecord{5ac61cd 832:system/1000}", "    user #0 uid=1000 gids={3002}"]
    line = "-" * 79
    return "\n".join([*before, line, render(phone) + line, *after, line, *processes, ""])
