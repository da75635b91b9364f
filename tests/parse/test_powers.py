"""Where phones tell which apps hold powers: admins, accessibility, notification access, app-ops."""

from __future__ import annotations

import pytest

from scanner.parse import accessibility, appops, device_policy, notification_listeners

POLICY = """Current Device Policy Manager state:
  Device Owner:{blank}
    admin=ComponentInfo{com.mdm/com.mdm.Owner}
    package=com.mdm
    User ID: 0

  Profile Owner (User 10):{blank}
    admin=ComponentInfo{com.work/com.work.Admin}
    package=com.work

  Enabled Device Admins (User 0, provisioningState: 3):
    com.spy/.Admin:
      uid=10200
      policies:
        wipe-data
        force-lock
      passwordQuality=0x0
      DeviceAdminInfo:
        mVisible: true
      Receiver:
        name=com.spy.Admin
    com.google.android.gm/com.android.email.SecurityPolicy$PolicyAdmin:
      uid=10201
{blank}
    mPasswordOwner=-1
  Enabled Device Admins (User 10, provisioningState: 0):

  PersonalAppsSuspensionHelper
      critical packages: 1 app
        0: com.whatever/x:
""".replace("{blank}", " ")


def test_admins_are_the_lines_of_four_blanks_in_their_list() -> None:
    """Nested blocks of Android 16 and lists of packages elsewhere are not admins."""
    policy = device_policy.parse(POLICY).value
    assert [(row.component, row.user, row.policies) for row in policy.admins] == [
        ("com.spy/com.spy.Admin", 0, ("wipe-data", "force-lock")),
        ("com.google.android.gm/com.android.email.SecurityPolicy$PolicyAdmin", 0, ()),
    ]
    assert policy.users == {0, 10}


def test_owners_carry_their_user() -> None:
    """The device owner names it in its block, a profile owner in its heading."""
    owners = device_policy.parse(POLICY).value.owners
    assert [(row.kind, row.user, row.package) for row in owners] == [
        ("device", 0, "com.mdm"),
        ("profile", 10, "com.work"),
    ]


ATTRIBUTES = "     attributes:{id=0, touchExplorationEnabled=false, installedServiceCount=3}\n"


@pytest.mark.parametrize(
    ("text", "enabled"),
    [
        ("User state[\n" + ATTRIBUTES + "     Enabled services:{{a.b/a.b.C}, {d.e/.F}}\n", {"a.b/a.b.C", "d.e/d.e.F"}),
        ("User state[\n" + ATTRIBUTES + "     Enabled services:{}\n     Binding services:{{a.b/.C}}\n", {"a.b/a.b.C"}),
        (
            "User state[attributes:{id=0, currentUser=true}\n     installed services: {\n  0 : x.y/.Z\n}\n"
            "     enabled services: {\n  0 : a.b/.C  (A11yTool)\n}\n     Bound services:{}\n",
            {"a.b/a.b.C"},
        ),
        ("User state[\n" + ATTRIBUTES + "     Bound services:{}\n     Enabled services:{}\n", set()),
    ],
    ids=["android-11", "only-binding", "samsung", "none"],
)
def test_enabled_services_are_read_in_every_layout(text: str, enabled: set[str]) -> None:
    """Samsung's list of merely installed services does not count."""
    assert accessibility.parse(text).value[0].enabled == enabled


def test_android_9_names_no_component_and_so_leaves_it_unknown() -> None:
    """Only the label of a bound service is printed there."""
    text = (
        "User state[attributes:{id=0, currentUser=true}\n"
        "           services:{Service[label=Wi-Fi, feedbackType[X], capabilities=5]}]\n"
    )
    state = accessibility.parse(text).value[0]
    assert (state.enabled, state.bound) == (None, 1)


LISTENERS = """  Notification listeners:
    Allowed notification listeners:
      a.b/.C:d.e/d.e.F (user: 0 isPrimary: true)
       (user: 10 isPrimary: true isUserChanged: false)
    Has user set:
      userId=0 value={x.y/.Z}
(user 0):   All notification listeners (2) enabled for current profiles:
      ComponentInfo{a.b/a.b.C}
    Live notification listeners (1):
      ComponentInfo{android/com.android.server.X} (user -1): android.service.Proxy@1 SYSTEM
    Snoozed notification listeners (1):
      User: 0
        q.r/.S
"""


def test_listeners_are_read_by_user_and_nothing_else_is() -> None:
    """Android 14 begins one line at column 0; snoozed and live ones are not a list of who may read."""
    value = notification_listeners.parse(LISTENERS).value
    assert value.allowed == {0: {"a.b/a.b.C", "d.e/d.e.F"}, 10: frozenset()}
    assert value.enabled == {"a.b/a.b.C"}


@pytest.mark.parametrize(
    "lines",
    [
        "    Package a.b:\n      SYSTEM_ALERT_WINDOW: mode=0; time=+3m ago; duration=+7ms\n",
        "    state=cch\n    Package a.b:\n      SYSTEM_ALERT_WINDOW (allow): \n          Access: cch = 2023\n",
        "    Package a.b:\n      MIUIOP(10041) (ignore): \n      SYSTEM_ALERT_WINDOW (allow / switch X=ignore): \n"
        "        null=[\n          Access: [fg-s] 2026-01-01 (-3s)\n        ]\n",
    ],
    ids=["android-8", "android-9", "xiaomi-14"],
)
def test_an_allowed_op_is_read_in_every_layout(lines: str) -> None:
    """One line an op in Android 8, a heading with its accesses below it since."""
    text = f"Current AppOps Service state:\n  Uid u10a123:\n{lines}  Uid 1000:\n    Package android:\n"
    assert appops.parse(text).value.by_app[("a.b", 10)] == {"SYSTEM_ALERT_WINDOW": "allow"}
