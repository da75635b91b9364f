"""What an app says of itself in its manifest: the name it shows, and whether it declares itself a monitor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.apk import binary_xml, resources
from scanner.apk.archive import entry
from scanner.apk.binary_xml import BOOLEAN, REFERENCE, STRING
from scanner.apk.sparse import ApkError
from scanner.parse.names import is_package
from scanner.text import clean

if TYPE_CHECKING:
    from scanner.apk.binary_xml import Attribute, Element
    from scanner.apk.sparse import SparseFile

LARGEST_MANIFEST = 4 * 1024 * 1024
LARGEST_TABLE = 24 * 1024 * 1024
"""Most bytes that the two files may unpack to; those of the largest apps are a half of it."""

_LABEL, _NAME, _VALUE, _RESOURCE = 0x01010001, 0x01010003, 0x01010024, 0x01010025
_MONITOR = "isMonitoringTool"
_LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True)
class AppManifest:
    """What the manifest tells; texts are cleaned.

    ``label`` is ``None`` where the app gives itself no name, or where it could not be read (``label_problem``).
    ``monitoring`` is whether Google Play's ``isMonitoringTool`` is declared, ``monitoring_value`` what it says.
    """

    package: str | None
    label: str | None
    label_problem: str = ""
    monitoring: bool = False
    monitoring_value: str | None = None


def manifest(apk: SparseFile) -> AppManifest:
    """Return what an app's manifest says of it.

    Raises Unread for bytes that are not known, ApkError where it is broken or larger than is read. The declaration is the one of Google Play's policy on stalkerware: a ``meta-data`` of that name below
    ``application``, with child_monitoring, enterprise_management or other as its value.
    """
    elements = binary_xml.elements(entry(apk, "AndroidManifest.xml", LARGEST_MANIFEST))
    root = next((one for one in elements if one.path == ("manifest",)), None)
    application = next((one for one in elements if one.path == ("manifest", "application")), None)
    if root is None or application is None:
        raise ApkError("its manifest names no application")
    label, problem = _label(apk, application)
    declared = next((one for one in elements if _declares(one)), None)
    package = root.named("package")
    return AppManifest(
        package=package.text if package is not None and is_package(package.text or "") else None,
        label=label,
        label_problem=problem,
        monitoring=declared is not None,
        monitoring_value=None if declared is None else _told(apk, declared),
    )


def _declares(element: Element) -> bool:
    name = element.attribute(_NAME)
    below = element.path == ("manifest", "application", "meta-data")
    return below and name is not None and name.text == _MONITOR


def _told(apk: SparseFile, element: Element) -> str | None:
    value = element.attribute(_VALUE) or element.attribute(_RESOURCE)
    if value is None:
        return None
    if value.kind == BOOLEAN:
        return "true" if value.data else "false"
    return _text(apk, value)[0]


def _label(apk: SparseFile, application: Element) -> tuple[str | None, str]:
    value = application.attribute(_LABEL)
    return (None, "") if value is None else _text(apk, value)


def _text(apk: SparseFile, value: Attribute) -> tuple[str | None, str]:
    """Return a value's text, or why it is not known; Unread goes through."""
    if value.kind == STRING:
        return _shown(value.text), ""
    if value.kind != REFERENCE:
        return None, "it is no text"
    try:
        return _shown(resources.string(entry(apk, "resources.arsc", LARGEST_TABLE), value.data)), ""
    except ApkError as wrong:
        return None, str(wrong)


def _shown(text: str | None) -> str | None:
    return clean(text, _LONGEST_LABEL).strip() or None if text is not None else None
