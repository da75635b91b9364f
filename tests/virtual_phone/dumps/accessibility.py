"""``dumpsys accessibility``: which services are bound and switched on.

Format: AOSP AccessibilityManagerService.dump of Android 7 to 9 (labels only) and AccessibilityUserState.dump of 10, 11,
13, 15 and 16; Samsung adds the services that could be switched on, which are not active.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone, PhoneApp

_FEEDBACK = "FEEDBACK_SPOKEN, FEEDBACK_HAPTIC, FEEDBACK_AUDIBLE, FEEDBACK_VISUAL, FEEDBACK_GENERIC, FEEDBACK_BRAILLE"
_NEXT = " " * 21


def installed_services(phone: Phone, user: int) -> list[tuple[PhoneApp, str]]:
    """Return the apps that have an accessibility service, with its component in full."""
    apps = [app for app in phone.ordered if phone.is_installed(app, user)]
    return [(app, identity.full(app.accessibility)) for app in apps if app.accessibility]


def enabled_services(phone: Phone, user: int) -> list[tuple[PhoneApp, str]]:
    """Return those that are switched on for a user."""
    present = [app for app in phone.apps if app.accessibility and phone.is_installed(app, user)]
    on = [app for app in present if app.accessibility_enabled and user in phone.powers_of(app)]
    return [(app, identity.full(app.accessibility or "")) for app in on]


def shortcut_targets(phone: Phone, user: int) -> list[str]:
    """Return the services of a user that hang on a shortcut: the volume keys, a button, or a tile since 15."""
    present = [app for app in phone.apps if app.accessibility and phone.is_installed(app, user)]
    chosen = [app for app in present if app.accessibility_shortcut and user in phone.powers_of(app)]
    return [identity.full(app.accessibility or "") for app in chosen]


def _attributes(phone: Phone, user: int) -> str:
    sdk = phone.sdk
    words = [f"id={user}"]
    if sdk <= 29:
        words += ["currentUser=true", "touchExplorationEnabled=false", "displayMagnificationEnabled=false"]
        words += ["navBarMagnificationEnabled=false"] if sdk >= 26 else []
        words += ["autoclickEnabled=false"]
    else:
        words += ["touchExplorationEnabled=false", "serviceHandlesDoubleTap=false"]
        words += ["requestMultiFingerGestures=false", "requestTwoFingerPassthrough=false"]
        # Android prints no equals sign here
        words += ["sendMotionEventsEnabledfalse"] if sdk >= 33 else []
        words += ["displayMagnificationEnabled=false", "autoclickEnabled=false"]
    if sdk >= 29:
        words += ["nonInteractiveUiTimeout=0", "interactiveUiTimeout=0"]
        words.append(f"installedServiceCount={len(installed_services(phone, user))}")
    if sdk >= 33:
        words += ["magnificationModes={0=1}", "magnificationCapabilities=3", "audioDescriptionByDefaultEnabled=false"]
        words.append("magnificationFollowTypingEnabled=true")
    return ", ".join(words + (["alwaysOnMagnificationEnabled=true"] if sdk >= 34 else []))


def _bound(phone: Phone, user: int) -> str:
    shown = []
    for app, _ in enabled_services(phone, user):
        words = [f"label={app.shown_name}", f"feedbackType[{_FEEDBACK}]"]
        words.append(f"capabilities={app.accessibility_capabilities}")
        words += ["eventTypes=TYPES_ALL_MASK", "notificationTimeout=100"]
        if phone.sdk >= 29:
            words.append("requestA11yBtn=false")
        shown.append(f"Service[{', '.join(words)}]")
    return f", \n{_NEXT}".join(shown)


def _enabled(phone: Phone, user: int) -> str:
    return ", ".join(f"{{{name}}}" for _, name in enabled_services(phone, user))


def _samsung(phone: Phone, user: int) -> list[str]:
    # a service that says that it is a tool for people with disabilities is marked since Android 12
    mark = "  (A11yTool)" if phone.sdk >= 31 else ""
    tables = [("installed", installed_services(phone, user))]
    tables += [("enabled", enabled_services(phone, user))] if phone.sdk <= 32 else []
    lines: list[str] = [] if phone.sdk <= 29 else [""]
    for title, rows in tables:
        lines.append(f"     {title} services: {{")
        for number, (app, name) in enumerate(rows):
            lines.append(f"      {number} : {identity.short(name)}{mark if app.system else ''}")
        lines.append("     }")
    return lines


def _shortcuts(phone: Phone, user: int) -> list[str]:
    sdk = phone.sdk
    if sdk <= 29:
        return []
    names = ", ".join(shortcut_targets(phone, user))
    # with Samsung the sets print themselves, with brackets of their own
    listed = f"[{names}]" if phone.vendor == "samsung" and sdk >= 33 else names
    lines = ["     button mode: 1"] if sdk >= 36 else []
    lines += [f"     shortcut key:{{{listed}}}", f"     button:{{{listed}}}"]
    if phone.vendor == "samsung" and sdk >= 33:
        lines.append("     direct access:{[]}")
    lines.append(f"     button target:{{{shortcut_targets(phone, user)[0] if names else 'null'}}}")
    if sdk >= 36:
        lines.append("     gesture:{}")
    if sdk >= 35:
        tiles = listed if listed != names else f"{{{names}}}"
        lines += [f"     qs shortcut targets:{tiles}", "     a11y tiles in QS panel:{}"]
    return lines


def _end(phone: Phone) -> list[str]:
    """Return what follows the enabled services; a ``]`` closes the state, wherever it stands."""
    if phone.sdk == 29:
        return ["     Binding services:{}]", ""]
    lines = ["     Binding services:{}", "     Crashed services:{}"]
    if phone.sdk >= 33:
        clients = [f"[{app.package}]" for app in phone.ordered if app.has_icon][:12]
        lines += ["     Client list info:{", "          Client list callbacks: 4"]
        return [
            *lines,
            "          Client list killed: false",
            "          Registered clients:{",
            f"{''.join(clients)}}}]",
        ]
    return [*lines[:-1], f"{lines[-1]}]"]


def _user_state(phone: Phone, user: int) -> list[str]:
    attributes = f"attributes:{{{_attributes(phone, user)}}}"
    if phone.sdk <= 28:
        return [f"User state[{attributes}", f"           services:{{{_bound(phone, user)}}}]", ""]
    lines = [f"User state[{attributes}"] if phone.sdk == 29 else ["User state[", f"     {attributes}"]
    lines += _shortcuts(phone, user)
    if phone.vendor == "samsung":
        lines += _samsung(phone, user)
    lines += [f"     Bound services:{{{_bound(phone, user)}}}", f"     Enabled services:{{{_enabled(phone, user)}}}"]
    return lines + _end(phone)


def render(phone: Phone) -> str:
    """Return ``dumpsys accessibility``: a state for each running user that has a screen of its own."""
    lines = ["ACCESSIBILITY MANAGER (dumpsys accessibility)", ""]
    if phone.sdk >= 30:
        lines.append("currentUserId=0")
    if phone.sdk >= 33:
        lines += ["hasWindowMagnificationConnection=false", "Magnifier on display#0"]
        lines.append("    MagnificationConfig[mode: 1, scale: 1.0, centerX: 0.0, centerY: 0.0] ")
        lines.append("    Magnification region=SkRegion((0,0,1080,2400))")
    for user in phone.users:
        if user.running and not user.is_profile:
            lines += _user_state(phone, user.id)
    if phone.sdk >= 30:
        window = "title=Home, displayId=0, id=15, type=TYPE_APPLICATION, layer=0, focused=true, active=true"
        lines += ["Display[0] : ", f"Window[AccessibilityWindowInfo[{window}]]"]
    return "\n".join(lines) + "\n"
