"""The part of ``dumpsys device_policy`` that Android 14 added: policies with the admins that enforce them.

Format: AOSP DevicePolicyEngine.dump, PolicyState.dump and EnforcingAdmin.toString.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone import identity

if TYPE_CHECKING:
    from tests.virtual_phone.model import Phone


def _enforcing(component: str, user: int, sdk: int) -> str:
    system = "mIsSystemAuthority= false, mSystemEntity = null" if sdk >= 36 else ""
    words = [
        f"mPackageName= {component.partition('/')[0]}",
        f"mComponentName= ComponentInfo{{{identity.full(component)}}}",
        "mAuthorities= [enterprise]",
        f"mUserId= {user}",
        "mIsRoleAuthority= false",
        *([system] if system else []),
    ]
    return f"EnforcingAdmin {{ {', '.join(words)} }}"


def _advanced_protection() -> str:
    # a part of the system that sets policies without being an app
    entity = "android.security.advancedprotection.AdvancedProtectionService"
    return (
        f"EnforcingAdmin {{ mPackageName= , mAuthorities= [system:{entity}], mUserId= 0, mIsRoleAuthority= false, "
        f"mIsSystemAuthority= true, mSystemEntity = {entity} }}"
    )


def _policy(key: str, admins: list[str], indent: str) -> list[str]:
    value = "BooleanPolicyValue { mValue= true }"
    lines = [f"UserRestrictionPolicyKey userRestriction_{key}", "  Per-admin Policy:"]
    for admin in admins:
        lines += [f"    {admin}", f"      {value}"]
    if not admins:
        lines.append("    null")
    lines += ["  Resolved Policy (MostRestrictive):", f"    {value if admins else 'null'}"]
    return [f"{indent}{line}" for line in lines] + [indent]


def engine_lines(phone: Phone) -> list[str]:
    """Return the local policies of every user and the global ones, with the owners that enforce them."""
    lines = ["  Local Policies: "]
    for user in sorted(user.id for user in phone.users):
        owner = phone.profile_owners.get(user)
        admins = [_enforcing(owner, user, phone.sdk)] if owner else []
        lines += [f"    User {user}:", *_policy("no_debugging_features", admins, "      ")]
    lines += ["  ", "  Global Policies: "]
    owners = [_enforcing(phone.device_owner, 0, phone.sdk)] if phone.device_owner else []
    system = [_advanced_protection()] if phone.sdk >= 36 else []
    lines += _policy("no_install_unknown_sources", owners, "    ")
    lines += _policy("no_config_cellular_2g", system, "    ")
    lines += ["  ", "  Default admin policy size limit: -1", "  Current admin policy size limit: -1"]
    return [*lines, "  Admin Policies size: ", "  "]
