"""Chooses the shell protocol: v2 where the phone has it, else the wrapped v1; the same for every route."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.errors import PhoneError
from scanner.transport.answer import Refused
from scanner.transport.shellv1 import ShellV1Answer
from scanner.transport.shellv2 import ShellV2Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from scanner.transport.answer import Answer
    from scanner.transport.base import Result


class Shell:
    """Remembers which protocol the phone takes. ``features`` are adb's, from the server or the greeting."""

    def __init__(self, features: frozenset[str]) -> None:
        self._v2 = "shell_v2" in features

    def run(self, command: str, ask: Callable[[Answer], Result]) -> Result:
        """Run ``command`` by ``ask``, which opens ``answer.service``, feeds the answer, and raises Refused.

        A phone that lists shell_v2 and refuses it gets the older protocol from then on. Raises PhoneError where
        it takes neither.
        """
        if self._v2:
            try:
                return ask(ShellV2Answer(command))
            except Refused:
                pass
        try:
            result = ask(ShellV1Answer(command))
        except Refused as refusal:
            raise PhoneError(
                "The phone refuses to run commands.",
                "Some phones allow them only after 'USB debugging (Security settings)' is switched on; "
                "a phone older than Android 5 cannot be scanned.",
            ) from refusal
        self._v2 = False
        return result
