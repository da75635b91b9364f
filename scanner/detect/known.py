"""What everybody has or uses: ids of Android's own parts, and hosts that many share. Neither can name a product.

A list that holds one of them would speak of every phone, so the linter calls it an error and importers refuse it. The
ids are those of AOSP's own packages (the ``package`` in the manifests of frameworks/base, packages/apps,
packages/providers and packages/modules), of Google's apps that come with a phone, and the settings, launchers and
messengers of the makers that sell most phones, as bugreports of their phones list them. Stalkerware squats names near
these (com.android.settings.app); the set is exact, so it is never in the way of listing those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable


def _below(space: str, names: str) -> Iterable[str]:
    return (f"{space}.{name}" for name in names.split())


ANDROIDS_OWN = frozenset(
    {
        "android",
        *_below("android.ext", "services shared"),
        *_below(
            "com.android",
            """
            backupconfirm bluetooth calculator2 calendar calllogbackup camera2 captiveportallogin carrierconfig
            carrierdefaultapp cellbroadcastreceiver certinstaller chrome companiondevicemanager contacts defcontainer
            deskclock dialer documentsui dynsystem egg email emergency externalstorage gallery3d htmlviewer
            inputdevices inputmethod.latin keychain launcher3 localtransport location.fused managedprovisioning
            messaging mms mms.service mtp music musicfx networkstack nfc ons pacprocessor packageinstaller
            permissioncontroller phone printspooler provision providers.blockednumber providers.calendar
            providers.contacts providers.downloads providers.downloads.ui providers.media providers.media.module
            providers.settings providers.telephony providers.userdictionary proxyhandler quicksearchbox se
            server.telecom settings settings.intelligence sharedstoragebackup shell statementservice stk
            storagemanager systemui traceur vending vpndialogs wallpaper.livepicker wallpaperbackup webview
            """,
        ),
        *_below(
            "com.google.android",
            """
            apps.docs apps.maps apps.messaging apps.nexuslauncher apps.photos apps.restore apps.tachyon
            apps.wallpaper apps.wellbeing backuptransport calendar configupdater contacts deskclock dialer
            ext.services ext.shared feedback gm gms googlequicksearchbox gsf inputmethod.latin networkstack
            packageinstaller partnersetup permissioncontroller printservice.recommendation providers.media.module
            setupwizard storagemanager tts webview youtube
            """,
        ),
        *_below("com.sec.android", "app.launcher app.camera app.myfiles gallery3d app.sbrowser inputmethod"),
        *_below("com.samsung.android", "dialer messaging incallui app.contacts lool honeyboard knox.containercore"),
        *_below("com.miui", "home securitycenter gallery notes system packageinstaller"),
        *_below("com.huawei", "android.launcher systemmanager hwid contacts"),
        *_below("com.coloros", "safecenter filemanager gallery3d"),
        *_below("com.oplus", "safecenter launcher"),
        *_below("com.vivo", "permissionmanager gallery"),
        *_below("com.motorola", "launcher3 ccc.ota"),
        "com.oneplus.launcher",
        "com.bbk.launcher2",
    }
)
"""Exact package ids that belong to Android or to a maker's phone."""

_SHARED = """
amazonaws.com s3.amazonaws.com cloudfront.net elasticbeanstalk.com
appspot.com firebaseio.com firebaseapp.com firebasestorage.googleapis.com web.app googleapis.com
storage.googleapis.com googleusercontent.com run.app cloudfunctions.net blogspot.com
google.com play.google.com drive.google.com docs.google.com sites.google.com gmail.com youtube.com
azurewebsites.net azure.com windows.net blob.core.windows.net cloudapp.net onedrive.live.com
github.com github.io githubusercontent.com raw.githubusercontent.com gitlab.com gitlab.io bitbucket.org
sourceforge.net herokuapp.com netlify.app vercel.app pages.dev workers.dev r2.dev onrender.com
digitaloceanspaces.com ondigitalocean.app backblazeb2.com cloudflare.com ngrok.io ngrok-free.app
wordpress.com wixsite.com weebly.com squarespace.com 000webhostapp.com duckdns.org no-ip.org ddns.net dyndns.org
dropbox.com mega.nz mediafire.com pastebin.com t.me telegram.org api.telegram.org discord.com
bit.ly tinyurl.com goo.gl t.co is.gd ow.ly cutt.ly rebrand.ly
facebook.com twitter.com x.com instagram.com whatsapp.com apple.com icloud.com microsoft.com amazon.com
apkpure.com apkmirror.com uptodown.com aptoide.com virustotal.com
"""

SHARED_HOSTS = frozenset(_SHARED.split())
"""Hosts at which anybody can have a place, or whose owner sells no such thing; a name below one can be one's own."""

_SUFFIXES = """
com net org info biz io co me app dev xyz online site top club shop store tech cloud mobi pro name tv cc ws in us uk
de fr es it nl pl ru br cn jp au ca za mx tr ua eu ch at be se no dk fi cz hu ro gr pt ie il ir id th vn my sg hk tw
kr co.uk org.uk com.au net.au co.in net.in org.in firm.in com.br com.mx com.ar com.tr com.cn co.jp co.kr co.za co.il
co.nz com.ua com.vn com.my com.sg com.hk com.tw com.co com.pk com.ng co.id
"""

PUBLIC_SUFFIXES = frozenset(_SUFFIXES.split())
"""Public suffixes (publicsuffix.org, ICANN's part) that lists of this kind meet; a host of one label is one as well."""


def host_of(entry: str) -> str:
    """Return the host in an entry that is a host or an address of a page: lower case, no port, no final dot."""
    rest = entry.split("://", 1)[-1]
    return rest.split("/", 1)[0].split("?", 1)[0].rsplit("@", 1)[-1].split(":", 1)[0].rstrip(".").lower()


def is_whole(entry: str) -> bool:
    """Whether an entry names all of a host, not one page of it."""
    return "/" not in entry.split("://", 1)[-1].rstrip("/")


def host_problem(entry: str) -> str:
    """Return why the host in an entry names nobody: a public suffix, or one that many share; "" where neither is so.

    An entry is a host or the address of a page; a page of a shared host can be one's own, so it is no problem.
    """
    host = host_of(entry).removeprefix("www.")
    if not is_whole(entry):
        return ""
    if host in PUBLIC_SUFFIXES or ("." not in host and ":" not in entry):
        return f"{clean(host, 60)!r} is a public suffix: it stands for all sites below it"
    if host in SHARED_HOSTS:
        return (
            f"{clean(host, 60)!r} is shared by many: only a name below it, or one page of it, can belong to a product"
        )
    return ""
