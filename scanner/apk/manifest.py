"""What an app says of itself in its manifest: its name, whether it declares itself a monitor, and how it hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.apk import binary_xml, resources
from scanner.apk.activities import Activities
from scanner.apk.archive import entry
from scanner.apk.binary_xml import NULL, REFERENCE
from scanner.apk.sparse import ApkError
from scanner.details import why
from scanner.parse.names import is_package
from scanner.say import say
from scanner.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scanner.apk.binary_xml import Element, Value
    from scanner.apk.resources import ResourceTable
    from scanner.apk.sparse import SparseFile

LARGEST_MANIFEST = 4 * 1024 * 1024
LARGEST_TABLE = 8 * 1024 * 1024
"""Most bytes that the two files may hold, packed or not; the table of an app of many languages has three megabytes."""

_LABEL, _NAME, _VALUE, _RESOURCE = 0x01010001, 0x01010003, 0x01010024, 0x01010025
_MONITOR = "ismonitoringtool"
_APPLICATION = ("manifest", "application")
_DECLARATIONS = (("manifest", "meta-data"), (*_APPLICATION, "meta-data"))
_LONGEST_LABEL = 120
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class AppManifest:
    """What the manifest tells; texts are cleaned.

    ``label`` is ``None`` where the app gives itself no name, or where it could not be read (``label_problem``).
    ``monitoring`` is whether Google Play's ``isMonitoringTool`` is declared, and not as false; ``None`` where what a
    declaration is called could not be read. ``monitoring_value`` is what it says. ``main_activities`` answer the action
    MAIN; ``hides_from_recents`` is whether one of them stays out of the list of recent apps, ``None`` where that could
    not be read.
    """

    package: str | None
    label: str | None
    label_problem: str = ""
    monitoring: bool | None = False
    monitoring_value: str | None = None
    main_activities: int = 0
    hides_from_recents: bool | None = False


def manifest(apk: SparseFile) -> AppManifest:
    """Return what an app's manifest says of it.

    The declaration is the one of Google Play's policy on stalkerware: ``meta-data`` of that name with
    child_monitoring, enterprise_management or other as its value. Google's instructions show it below ``manifest``,
    Android keeps only what stands below ``application``; both count, and capitals do not.

    Raises Unread for bytes that are not known, ApkError where the manifest is broken or larger than is read.
    """
    activities = Activities()
    root, application, declarations = _found(
        binary_xml.elements(entry(apk, "AndroidManifest.xml", LARGEST_MANIFEST)), activities
    )
    texts = _Texts(apk)
    package = root.named("package") or ""
    label, problem = texts.told(application.attribute(_LABEL))
    declared, value = _declared(declarations, texts)
    activities.package = package
    hidden = activities.hide(lambda one: texts.told(one)[0])
    known = package if is_package(package) else None
    return AppManifest(known, label, problem, declared, value, activities.count, hidden)


def _found(elements: Iterable[Element], activities: Activities) -> tuple[Element, Element, list[Element]]:
    """Return the root, the application, which is the first one, and the meta-data of both; take its activities."""
    root: Element | None = None
    application: Element | None = None
    declarations = []
    inside = False
    for one in elements:
        root = root or one
        if one.path[-1] == "application" and application is None:
            if one.path != _APPLICATION:
                # versions of Android differ in what they skip
                raise ApkError(say("its manifest can be read in two ways"))
            application = one
        if len(one.path) == len(_APPLICATION):
            inside = one is application
        if inside:
            activities.take(one)
        if one.path in _DECLARATIONS and (inside or len(one.path) == len(_APPLICATION)):
            declarations.append(one)
    if root is None or application is None:
        raise ApkError(say("its manifest names no application"))
    return root, application, declarations


class _Texts:
    """Values as texts; the resource table is read when the first of them refers to it."""

    def __init__(self, apk: SparseFile) -> None:
        self._apk = apk
        self._table: ResourceTable | ApkError | None = None

    def told(self, value: Value | None) -> tuple[str | None, str]:
        """Return a value's text, or why it is not known; Unread goes through."""
        if value is None or value.kind == NULL or (value.kind == REFERENCE and not value.data):
            return None, ""
        try:
            text = self._resource(value.data) if value.kind == REFERENCE else value.text
        except ApkError as wrong:
            return None, why(wrong)
        if text is None:
            text = resources.plain(value.kind, value.data)
        shown = clean(text, _LONGEST_LABEL).strip() if text is not None else None
        return shown or None, "" if shown else say("it is blank") if text is not None else say("it is no text")

    def _resource(self, number: int) -> str:
        if self._table is None:
            try:
                self._table = resources.table(entry(self._apk, "resources.arsc", LARGEST_TABLE))
            except ApkError as wrong:
                self._table = wrong
        if isinstance(self._table, ApkError):
            raise self._table
        return self._table.text(number)


def _declared(declarations: list[Element], texts: _Texts) -> tuple[bool | None, str | None]:
    """Return whether the declaration is there, and its value."""
    unknown = False
    referring = 0
    for one in declarations:
        name = one.attribute(_NAME)
        if name is not None and name.kind == REFERENCE:
            referring += 1
            text = texts.told(name)[0] if referring <= _MOST_NAMES else None
            unknown = unknown or text is None
        else:
            text = name.text if name is not None else None
        if (text or "").lower() == _MONITOR:
            value = texts.told(one.attribute(_VALUE) or one.attribute(_RESOURCE))[0]
            return (value or "").lower() != "false", value
    return None if unknown else False, None
