"""``make evaluate``: prints the tables; exit code 1 where a target is missed."""

from __future__ import annotations

import sys

from tests.evaluation import figures, tables

PARTS = (
    ("Targets", tables.targets),
    ("Recall", tables.recall),
    ("Spoof twins", tables.twins),
    ("Confusion matrix", tables.confusion),
    ("False alarms on ordinary phones", tables.phones),
    ("Which rules fired on how many apps", tables.rules),
    ("Missed", lambda: tables.deviations(figures.missed())),
    ("False alarms", lambda: tables.deviations(figures.alarms())),
    ("Twins not above their originals", lambda: tables.deviations(figures.twins_not_above())),
)


def main() -> None:
    """Print every part."""
    for title, part in PARTS:
        print(f"\n## {title}\n")  # noqa: T201 - the tables are the point
        print("\n".join(part()))  # noqa: T201
    sys.exit(any(target.missed for target in figures.targets()))


if __name__ == "__main__":
    main()
