"""Apps that install others, by name: stores, browsers, file managers and tools that copy from an old phone.

A name proves nothing: origin.py asks the system, or the certificate, whether an app is what it is called.
"""

from __future__ import annotations

STORES = frozenset({"com.android.vending"})

OEM_STORES = frozenset(
    {
        "com.amazon.venezia",
        "com.bbk.appstore",
        "com.heytap.market",
        "com.hihonor.appmarket",
        "com.huawei.appmarket",
        "com.lenovo.leos.appstore",
        "com.nearme.market",
        "com.oppo.market",
        "com.sec.android.app.samsungapps",
        "com.transsnet.store",
        "com.vivo.appstore",
        "com.xiaomi.discover",
        "com.xiaomi.market",
        "com.xiaomi.mipicks",
        "com.facebook.system",
    }
)

UNVERIFIED_STORES = frozenset(
    {
        "com.aurora.store",
        "com.looker.droidify",
        "com.machiav3lli.fdroid",
        "app.accrescent.client",
        "org.fdroid.basic",
        "org.fdroid.fdroid",
    }
)
"""Stores that people add themselves. Anyone can give an app such a name; only its certificate tells."""

STORE_CERTIFICATES = {
    "org.fdroid.fdroid": frozenset({"43238d512c1e5eb2d6569f4a3afbf5523418b82e0a3ed1552770abb9a9c9ccab"}),
    "com.aurora.store": frozenset(
        {
            "4c626157ad02bda3401a7263555f68a79663fc3e13a4d4369a12570941aa280f",
            "5c83c7672b929955dc0a1db89a5e6ae4389e2eae7ec939956041694e5815f532",
        }
    ),
    "com.looker.droidify": frozenset(
        {
            "ed8859c55af311162658b94af982b9f091dcd27628d4de3486d1217ebf3c9935",
            "b4f1c8a81e4b9f6e02638e93bead56656502c21fb95c8d3ec93d0cdd1f6e0d3f",
        }
    ),
    "com.machiav3lli.fdroid": frozenset(
        {
            "c5860146138b7799bb9d0617c398c1e5241550f558252a3f97b2a51f15263ef7",
            "6d8fa0e2d8f4c1d811b85cc733e87d5dac666740c5d73238e2375b81a11761b5",
        }
    ),
    "app.accrescent.client": frozenset({"067a40c4193aad51ac87f9ddfdebb15e24a1850babfa4821c28c5c25c3fdc071"}),
    "com.android.vending": frozenset(
        {
            "f0fd6c5b410f25cb25c3b53346c8972fae30f8ee7411df910480ad6b2d60db83",
            "7ce83c1b71f3d572fed04c8d40c5cb10ff75e6d87d9df6fbd53f0468c2905053",
        }
    ),
}
"""SHA-256 of the signing certificates of stores, as their projects publish them (F-Droid: Release Channels and Signing
Keys; Aurora OSS: its releases), as AppVerifier's database has them, and Google's as microG (GmsCore) names them: on
systems without Google Play in them people add it."""

STORE_NAMES = {
    "org.fdroid.fdroid": "F-Droid",
    "com.aurora.store": "Aurora Store",
    "com.looker.droidify": "Droid-ify",
    "com.machiav3lli.fdroid": "Neo Store",
    "app.accrescent.client": "Accrescent",
}

TRANSFERS = frozenset(
    {
        "com.google.android.apps.pixelmigrate",
        "com.google.android.apps.restore",
        "com.hicloud.android.clone",
        "com.miui.huanji",
        "com.oneplus.backuprestore",
        "com.coloros.backuprestore",
        "com.samsung.android.smartswitchassistant",
        "com.sec.android.easyMover",
    }
)
"""Tools that copy apps from an old phone."""

BROWSERS = frozenset(
    {
        "com.android.browser",
        "com.android.chrome",
        "com.brave.browser",
        "com.chrome.beta",
        "com.duckduckgo.mobile.android",
        "com.heytap.browser",
        "com.huawei.browser",
        "com.mi.globalbrowser",
        "com.microsoft.emmx",
        "com.opera.browser",
        "com.opera.mini.native",
        "com.sec.android.app.sbrowser",
        "com.vivo.browser",
        "org.mozilla.firefox",
        "org.mozilla.focus",
    }
)

FILE_MANAGERS = frozenset(
    {
        "com.android.documentsui",
        "com.android.fileexplorer",
        "com.coloros.filemanager",
        "com.google.android.apps.nbu.files",
        "com.google.android.documentsui",
        "com.hihonor.filemanager",
        "com.huawei.filemanager",
        "com.huawei.hidisk",
        "com.mi.android.globalFileexplorer",
        "com.oneplus.filemanager",
        "com.sec.android.app.myfiles",
        "com.vivo.filemanager",
    }
)
