"""What an app's accessibility service may do: read the windows, act in a person's place, take pictures of the screen.

The dump names connected services by their labels alone, which apps choose. So what a service may do is an app's only
where a user has one service on and one connected. Bits: AOSP AccessibilityServiceInfo.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.join.powers import listed_components
from scanner.model import Observation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.parse.accessibility import AccessibilityUser
    from scanner.read import Readings

CAPABILITIES = {
    "accessibility_reads_windows": 1,
    "accessibility_acts": 32,
    "accessibility_takes_screenshots": 128,
}
"""The states that rest on a capability, with its bit: CAN_RETRIEVE_WINDOW_CONTENT, _PERFORM_GESTURES, _TAKE_SCREENSHOT.

Without the second a service that reads windows can still press what it finds in them.
"""


@dataclass(frozen=True, slots=True)
class AccessibilityCapabilities:
    """The capabilities of the one service that is on, by user; a user with none or with several is absent."""

    only: Mapping[int, int]

    @classmethod
    def of(cls, readings: Readings) -> AccessibilityCapabilities:
        """Pick them out of all readings."""
        dumped: Mapping[int, AccessibilityUser] = readings.one("accessibility") or {}
        secure: Mapping[int, Mapping[str, str]] = readings.by_user("settings_secure")
        found = {}
        for user, state in dumped.items():
            named = {*listed_components(secure.get(user, {}).get("enabled_accessibility_services"))}
            if state.capabilities is not None and len(named | (state.enabled or set())) == 1:
                found[user] = state.capabilities
        return cls(found)

    def of_app(self, user: int, accessibility: Observation) -> dict[str, Observation]:
        """Return the states of an app by name; ``accessibility`` tells whether it has a service that is on."""
        bits = self.only.get(user) if accessibility.value else None
        return {name: self._state(bits, bit, accessibility) for name, bit in CAPABILITIES.items()}

    @staticmethod
    def _state(bits: int | None, bit: int, accessibility: Observation) -> Observation:
        if bits is None:
            return Observation(False if accessibility.value is False else None, "accessibility")
        return Observation(bool(bits & bit), "accessibility", f"capabilities={bits}" if bits & bit else "")
