"""The activities that open an app, and whether they stay out of the list of recent apps.

Format: AOSP ParsedActivityUtils and ParsedIntentInfoUtils: an alias stays out of that list where its target does,
whatever it says itself, and the action of an intent filter is known by the attribute's name, not by its id.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scanner.apk.binary_xml import NULL, REFERENCE, STRING
from scanner.parse.names import number

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.apk.binary_xml import Element, Value

_NAME, _EXCLUDED, _TARGET = 0x01010003, 0x01010017, 0x01010202
_ANDROID = "http://schemas.android.com/apk/res/android"
_MAIN = "android.intent.action.MAIN"
_APPLICATION = ("manifest", "application")
_ACTIVITY, _ALIAS = (*_APPLICATION, "activity"), (*_APPLICATION, "activity-alias")
_ACTIONS = {(*_ACTIVITY, "intent-filter", "action"), (*_ALIAS, "intent-filter", "action")}
_NUMBERS = range(0x10, 0x20)
_MOST_LOOKED_UP = 5


@dataclass(slots=True)
class _Activity:
    element: Element
    opens: bool = False


@dataclass(slots=True)
class Activities:
    """Collects the activities of an application from the elements of its manifest, taken in their order."""

    package: str = ""
    _all: list[_Activity] = field(default_factory=list)
    _looked_up: int = 0

    def take(self, one: Element) -> None:
        """Take an element that stands within the application."""
        if one.path in {_ACTIVITY, _ALIAS}:
            self._all.append(_Activity(one))
        elif one.path in _ACTIONS and self._all:
            self._all[-1].opens |= _is_main(one)

    @property
    def count(self) -> int:
        """How many answer the action MAIN."""
        return sum(one.opens for one in self._all)

    def hide(self, text_of: Callable[[Value], str | None]) -> bool | None:
        """Return whether one of those that answer MAIN stays out of the list; ``None`` where that could not be read.

        ``text_of`` returns the text of a value that is a resource.
        """
        targets = {self._class(one.element, _NAME): one.element for one in self._all if one.element.path == _ACTIVITY}
        found: set[bool | None] = set()
        for one in self._all:
            if one.opens:
                alias = one.element.path == _ALIAS
                target = targets.get(self._class(one.element, _TARGET)) if alias else one.element
                found.add(self._truth(target.attribute(_EXCLUDED), text_of) if target is not None else None)
        return True if True in found else None if None in found else False

    def _class(self, one: Element, attribute: int) -> str | None:
        value = one.attribute(attribute)
        name = value.text if value is not None else None
        if name is None or "." in name.removeprefix("."):
            return name if name is None or not name.startswith(".") else self.package + name
        return f"{self.package}.{name.removeprefix('.')}"

    def _truth(self, value: Value | None, text_of: Callable[[Value], str | None]) -> bool | None:
        """Return what Android takes a value for; references beyond the first few are not looked up."""
        if value is None or value.kind == NULL:
            return False
        if value.kind in _NUMBERS:
            return bool(value.data)
        if value.kind == STRING:
            return value.text in {"1", "true", "TRUE"}
        self._looked_up += 1
        text = text_of(value) if value.kind == REFERENCE and self._looked_up <= _MOST_LOOKED_UP else None
        return None if text is None else text.lower() == "true" or bool(number(text))


def _is_main(action: Element) -> bool:
    value = action.attribute(_NAME)
    return _MAIN in {action.named("name", _ANDROID), value.text if value is not None else None}
