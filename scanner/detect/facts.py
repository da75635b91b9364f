"""The whole vocabulary of rules: every fact by name, with its scope, its sources and the sentence that shows it.

A fact is true, false or unknown. What a rule needs beyond this becomes a fact in Python, never an operator in YAML.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.access_facts import ACCESS, USE
from scanner.detect.device_facts import DEVICE
from scanner.detect.identity_facts import IDENTITY
from scanner.detect.origin_facts import HIDING, ORIGIN

if TYPE_CHECKING:
    from scanner.detect.fact import Fact


APP_FACTS = {fact.name: fact for fact in (*ORIGIN, *IDENTITY, *HIDING, *ACCESS, *USE)}
DEVICE_FACTS = {fact.name: fact for fact in DEVICE}
FACTS: dict[str, Fact] = {**APP_FACTS, **DEVICE_FACTS}
