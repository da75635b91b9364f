"""Package names and shown names that look as if they belonged to Android or to a phone maker.

Source of the habit: the community list, in which 75 of 613 stalkerware ids stand in such a namespace; for the shown
names the csv that once stood beside it (2019-08-26), and removal guides. Which letters pass for others: Unicode's UTS
#39 (confusables), of which only those are here that occur in writing meant to be read as Latin.
"""

from __future__ import annotations

import re
import unicodedata

NAMESPACES = (
    "android",
    "com.android",
    "com.google.android",
    "com.google.process",
    "com.samsung.android",
    "com.sec",
    "com.miui",
    "com.xiaomi",
    "com.huawei",
    "com.hihonor",
    "com.oppo",
    "com.coloros",
    "com.oplus",
    "com.heytap",
    "com.oneplus",
    "com.vivo",
    "com.bbk",
    "com.motorola",
    "com.mediatek",
    "com.qualcomm",
    "com.qti",
    "org.codeaurora",
)

MAKERS = {
    "samsung": ("com.samsung.android", "com.sec"),
    "xiaomi": ("com.miui", "com.xiaomi"),
    "redmi": ("com.miui", "com.xiaomi"),
    "poco": ("com.miui", "com.xiaomi"),
    "huawei": ("com.huawei",),
    "honor": ("com.hihonor", "com.huawei"),
    "oppo": ("com.oppo", "com.coloros", "com.oplus", "com.heytap"),
    "realme": ("com.oppo", "com.coloros", "com.oplus", "com.heytap"),
    "oneplus": ("com.oneplus", "com.oplus", "com.coloros", "com.heytap"),
    "vivo": ("com.vivo", "com.bbk"),
    "motorola": ("com.motorola",),
    "google": ("com.google.android",),
}
"""Namespaces in which a maker's own removable apps stand, by ro.product.manufacturer."""

_SYSTEM_WORDS = frozenset(
    {"system", "systemservice", "systemui", "service", "services", "settings", "framework", "kernel", "update"}
)
"""A name made of nothing but such words behind com., org. or net. claims to be the system (com.system.service)."""

_MOST_PARTS = 3


def is_makers_own(package: str, manufacturer: str | None) -> bool:
    """Whether a package stands in the namespace of this phone's own maker."""
    return any(package.startswith(f"{space}.") for space in MAKERS.get((manufacturer or "").lower(), ()))


def mimics_system(package: str) -> bool:
    """Whether a package name claims the namespace of Android or of a maker, or is made of system words only."""
    if any(package == space or package.startswith(f"{space}.") for space in NAMESPACES):
        return True
    first, *rest = package.lower().split(".")
    return (
        first in {"com", "org", "net"} and 0 < len(rest) < _MOST_PARTS and all(part in _SYSTEM_WORDS for part in rest)
    )


LONGEST_LABEL = 300
"""Most characters of a label that are compared; scanner.text.clean keeps no more of one."""

_SHOWN_ESCAPE = re.compile(r"\\u\{[0-9a-f]{1,6}\}")
"""How scanner.text.clean shows an invisible character: for the comparison it is not there."""

_FILLERS = "\u115f\u1160"
"""Letters by their category, yet blank: the fillers of Hangul, to which all others of them are decomposed."""

_LOOKALIKES = str.maketrans(
    {
        letter: latin
        for letters, latins in (
            ("авекмнорстухіјѕһԁԛԝӏ", "abekmhopctyxijshdqwl"),  # Cyrillic, as small as its capitals look
            ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx"),  # noqa: RUF001 - Greek: its capitals look like other letters
            ("αβγεηικνορτυχω", "abyenikvoptuxw"),  # than its small letters do
            ("օոսհց", "onuhg"),  # noqa: RUF001 - Armenian
            ("ɡɑıɩłøđħ", "gaiilodh"),  # Latin letters that are not taken apart into letter and mark
            ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),  # small capitals
            ("01", "ol"),
        )
        for letter, latin in zip(letters, latins, strict=True)
    }
)


def _letters(text: str) -> str:
    """Return what is left of a text without blanks, punctuation, marks and what cannot be seen."""
    return "".join(char for char in text if unicodedata.category(char)[0] in "LN" and char not in _FILLERS)


def folded(label: str) -> str:
    """Return a label as it is compared: what looks alike becomes alike; "" where it holds no letter and no digit.

    Only letters and digits are kept, without marks and regardless of case; letters of other scripts and digits that
    pass for Latin letters become these. It is a key for comparing, nothing to show; folding it again changes nothing.
    """
    text = label[:LONGEST_LABEL]
    if "\\" in text:
        text = _SHOWN_ESCAPE.sub("", text)
    if text.isascii():
        return "".join(filter(str.isalnum, text)).lower().translate(_LOOKALIKES)
    bare = _letters(unicodedata.normalize("NFKD", text)).translate(_LOOKALIKES).casefold()
    again = _letters(unicodedata.normalize("NFKD", bare)).translate(_LOOKALIKES)
    return again[:LONGEST_LABEL]


_LABELS = """
    google keyboard|System Services|Sync Service|Internet Service|Wi-Fi|Mobile display|safe service
    System Update Service|System Task|Accessibility|Device Health|System Service
    System|System UI|System Settings|System Update|System Updates|System Updater|System Core|System Framework
    System Helper|System Process|System Manager|System Server|System WebView|Android System WebView|Settings
    Phone Settings|Services|Service|Android|Android System|Android Core|Android OS|Android Service|Android Services
    Android System Service|Android System Services|Android Settings|Android Update|Update|Updates|Updater
    Update Service|Update Services|Software Update|Software Updater|Security Update|Security Service
    Google Play Services|Google Play Service|Play Services|Play Service|Google Services|Google Service
    Google Services Framework|Google Service Framework|Google Play|Google Play Store|Play Store|Google Play Protect
    Play Protect|Google Settings|Google Sync|Google Update|Google Backup|Phone Service|Phone Services
    Telephony Service|Telephony Services|Device Care|Device Service|Device Services|Device Health Service
    Device Health Services|Device Maintenance|Device Policy|Battery|Battery Service|Battery Services|Battery Saver
    Battery Manager|Backup|Backup Service|Backup Services|Data Backup|SIM Toolkit|SIM Tool Kit|SIM Service
    Carrier Service|Carrier Services|Network|Network Service|Network Services|Internet Services|Wi-Fi Service
    Wi-Fi Services|Wireless Service|WLAN|Bluetooth|Bluetooth Service|Location Service|Location Services|Sync
    Sync Services|Sync Manager|Data Sync|Notification Service|Media Service|Storage Service|Input Service
    Keyboard Service|Accessibility Service|Accessibility Services|Accessibility Settings|Mobile Service
    Mobile Services|Safe Services|Process Service|Setup Wizard|Package Installer|Permission Controller|WebView
    Einstellungen|Systemeinstellungen|Systemdienst|Systemdienste|Systemaktualisierung|Systemupdate|Softwareupdate
    Softwareaktualisierung|Aktualisierung|Akku|Batterie|Datensicherung|Sicherung|Bedienungshilfen|Eingabehilfe
    Gerätewartung|Netzwerkdienst|Netzwerkdienste|Telefondienst|Telefondienste|Standortdienst|Standortdienste
    Synchronisierung|Google Play-Dienste|Google-Dienste|Google-Einstellungen
    Paramètres|Réglages|Service système|Services système|Service du système|Services du système|Système
    Système Android|Mise à jour|Mises à jour|Mise à jour système|Mise à jour du système|Mise à jour logicielle
    Mise à jour Android|Sauvegarde|Accessibilité|Synchronisation|Service réseau|Services réseau|Services Google Play
    Services Google|Paramètres Google
    Ajustes|Configuración|Servicio del sistema|Servicios del sistema|Servicio de sistema|Servicios de sistema|Sistema
    Sistema Android|Actualización|Actualizaciones|Actualización del sistema|Actualización de software|Batería
    Copia de seguridad|Accesibilidad|Sincronización|Servicio de red|Servicios de red|Servicios de Google Play
    Servicios de Google|Ajustes del sistema
    Impostazioni|Servizio di sistema|Servizi di sistema|Servizio del sistema|Aggiornamento|Aggiornamenti
    Aggiornamento di sistema|Aggiornamento del sistema|Aggiornamento software|Batteria|Accessibilità|Sincronizzazione
    Servizio di rete|Servizi Google Play|Impostazioni di sistema
    Configurações|Definições|Serviço do sistema|Serviços do sistema|Serviço de sistema|Serviços de sistema|Atualização
    Atualizações|Atualização do sistema|Atualização de software|Bateria|Cópia de segurança|Acessibilidade
    Sincronização|Serviço de rede|Serviços do Google Play|Configurações do sistema
    Instellingen|Systeeminstellingen|Systeemservice|Systeemservices|Systeemdienst|Systeemdiensten|Systeem
    Systeemupdate|Software-update|Batterij|Accu|Toegankelijkheid|Synchronisatie|Netwerkservice|Google Play-services
    Ustawienia|Usługa systemowa|Usługi systemowe|Usługa systemu|Usługi systemu|Aktualizacja|Aktualizacje
    Aktualizacja systemu|Aktualizacja oprogramowania|Kopia zapasowa|Ułatwienia dostępu|Dostępność|Synchronizacja
    Usługa sieciowa|Usługi sieciowe|Usługi Google Play
    Настройки|Системная служба|Системные службы|Служба системы|Системный сервис|Система|Система Android|Обновление
    Обновления|Обновление системы|Обновление ПО|Батарея|Аккумулятор|Резервное копирование|Специальные возможности
    Синхронизация|Сервисы Google Play|Службы Google Play|Сетевая служба
    Ayarlar|Sistem|Sistem Ayarları|Sistem Hizmeti|Sistem Hizmetleri|Sistem Servisi|Sistem Servisleri|Güncelleme
    Güncellemeler|Sistem Güncelleme|Sistem Güncellemesi|Yazılım Güncelleme|Yazılım Güncellemesi|Pil|Batarya|Yedekleme
    Erişilebilirlik|Senkronizasyon|Ağ Hizmeti|Kablosuz|Google Play Hizmetleri
"""  # noqa: RUF001 - the Turkish letter is meant
"""Names that parts of the system show, by language: those that stalkerware was seen with come first. Names of apps that
anybody writes (calculator, notes, phone) are not here, although it hides behind them, too."""

_ALIKE = str.maketrans({"l": "i", "j": "i", "1": "i", "5": "s", "3": "e", "4": "a", "8": "b"})


def _skeleton(folded_label: str) -> str:
    """Return a folded label with letters and digits that are read for each other made one, without a version behind."""
    bare = folded_label.rstrip("23456789lo")  # 0 and 1 were folded to letters
    version = folded_label[len(bare) :]
    if not any(map(str.isdecimal, version)):
        bare = folded_label
    elif bare.endswith("v"):
        bare = bare[:-1]
    return (bare or folded_label).replace("rn", "m").replace("vv", "w").translate(_ALIKE)


_SYSTEM_LABELS = frozenset(
    _skeleton(folded(label)) for line in _LABELS.strip().splitlines() for label in line.split("|")
)


def mimics_system_label(label: str) -> bool:
    """Whether a shown name claims to be a part of the system.

    The whole name is compared, folded: a name that only holds such a word (Wi-Fi Analyzer) claims nothing. Parts of
    the system have such names by right; whether an app is one is told elsewhere.
    """
    return _skeleton(folded(label)) in _SYSTEM_LABELS
