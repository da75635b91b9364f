"""``dumpsys account``.

Format: AOSP AccountManagerService.dump and dumpUser, Account.toString, AccountsDb.dumpDebugTable and
RegisteredServicesCache.dump, the same from Android 7 to 16; the visibility of accounts is printed since Android 11.
All below a user goes through an IndentingPrintWriter, which indents what follows a line break in a name, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.virtual_phone.dumps.users import flags

if TYPE_CHECKING:
    from tests.virtual_phone.contents import PhoneAccount
    from tests.virtual_phone.model import Phone

_AUTHENTICATORS = {
    "com.google": "com.google.android.gms/com.google.android.gms.auth.account.authenticator.GoogleAccountAuthenticator"
}


def _account(account: PhoneAccount) -> str:
    return f"Account {{name={account.name}, type={account.type}}}"


def _authenticators(accounts: list[PhoneAccount]) -> list[str]:
    kinds = sorted({account.type for account in accounts})
    lines = [f"RegisteredServicesCache: {len(kinds)} services"]
    for place, kind in enumerate(kinds):
        service = _AUTHENTICATORS.get(kind, f"{kind}/{kind}.Authenticator")
        lines.append(
            f"  ServiceInfo: AuthenticatorDescription {{type={kind}}}, ComponentInfo{{{service}}}, uid {10080 + place}"
        )
    return lines


def _user(phone: Phone, user: int) -> list[str]:
    accounts = [account for account in phone.accounts if account.user == user]
    lines = [f"Accounts: {len(accounts)}", *(f"  {_account(account)}" for account in accounts), ""]
    lines += ["AccountId, Action_Type, timestamp, UID, TableName, Key", "Accounts History"]
    lines += [
        f"{place},action_account_add,2026-05-03 19:18:2{place % 10},10008,accounts,{place}"
        for place in range(len(accounts))
    ]
    lines += ["", "Active Sessions: 0", "", *_authenticators(accounts)]
    if phone.sdk >= 30:
        lines += ["", "Account visibility:"]
        for account in accounts:
            lines += [f"  {account.name}", "    com.android.vending, 1"]
    return [*lines, ""]


def render(phone: Phone) -> str:
    """Return ``dumpsys account``."""
    parts = []
    for user in phone.users:
        parts.append(f"User UserInfo{{{user.id}:{user.name}:{flags(user, phone):x}}}:\n")
        body = "\n".join(_user(phone, user.id))
        parts += [f"  {line}\n" for line in body.split("\n")]
    return "".join(parts)
