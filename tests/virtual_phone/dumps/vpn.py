"""``dumpsys vpn_management``, since Android 12: each running user's VPN.

Format: AOSP VpnManagerService.dump; since Android 14 with Vpn.dump below each user: package, type of the connected
VPN (-1 none, 1 an app's), the network with the name that the app gave it, and what changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone

NOBODY = "[Legacy VPN]"
_CAPABILITIES = "NOT_RESTRICTED&TRUSTED&NOT_VCN_MANAGED"


def _network(phone: Phone, user: int, package: str | None) -> str:
    owner, kind, session = "", "-1", "null"
    if package is not None:
        app = phone.app(package)
        owner, kind, session = f" OwnerUid: {phone.uid(app, user)}", "1", app.shown_name
    info = (
        f"VpnTransportInfo{{type={kind}, sessionId={session}, bypassable=false longLivedTcpConnectionsExpensive=false}}"
    )
    capabilities = f"INTERNET&VALIDATED&{_CAPABILITIES}" if package is not None else _CAPABILITIES
    return (
        f"NetworkCapabilities: [ Transports: VPN Capabilities: {capabilities}{owner} {info} UnderlyingNetworks: Null]"
    )


def _detail(phone: Phone, user: int, package: str | None) -> list[str]:
    detail = [
        f"Active package name: {package or NOBODY}",
        f"Active vpn type: {-1 if package is None else 1}",
        *_network(phone, user, package).split("\n"),
        "",
        "mCachedCarrierConfigInfoPerSubId={}",
        "mEventChanges (most recent first):",
    ]
    changes = [] if package is None else [f"  {phone.now.replace(' ', 'T')}.120000 - [VMEvent] Event class=1"]
    return [f"    {line}" for line in (*detail, *changes)] + ["  "]


def render(phone: Phone) -> str:
    """Return the dump."""
    lines = ["VPNs:"]
    for user in sorted(user.id for user in phone.users if user.running):
        package = phone.vpns.get(user)
        lines.append(f"  {user}: {package or NOBODY}")
        if phone.sdk >= 34:
            lines += _detail(phone, user, package)
    return "\n".join(lines) + "\n"
