"""The part of docs/evaluation.md that tells what the rules find on labelled phones, and what they miss."""

from __future__ import annotations

from tests.docs.paragraphs import items, part
from tests.evaluation import figures, tables

_RULES = """## What the rules find on labelled phones

Virtual phones of Android 9, 11, 13, 14 and 16, of Google, Samsung and Xiaomi, hold apps of which it is known what they
are. They are read as a scan reads a phone, and judged by the rules **alone, without any list**.

**These figures are an upper bound.** Who wrote the rules also made these phones, and had them in view: the figures show
what the rules can tell apart, and where they cannot; how many of all stalkerware apps they would find on real phones,
they do not tell. No target was set for the groups that are hard to tell; these show where the limits lie. No published
study gives such figures for scans over ADB.

- *Studied apps*: the 14 of Liu et al., "No Privacy Among Spies" (PETS 2023), by their published traits. Which id,
  target version, trick with the icon and use of accessibility each has is told app by app; of other traits the study's
  counts are known to us, and which app has them is an assumption (`tests/evaluation/studied.py`). The weakest five have
  no more than these counts allow. *Under made-up ids* they are what no list and no pattern of names knows; these also
  lie in a second user, a work profile and a clone.
- *Monitors and remote access trojans*: open-source ones, by the powers that their manifests ask for.
- *Monitors that are hard to tell*: such as come or hide in ways that look ordinary. No target asks for them.
- *Remote control and location tools*: from a store, set up as they are meant.
- *Ordinary apps*: screen readers, password managers, launchers, keyboards, companions of watches and cars, antivirus,
  mail, work profiles, parental control of the phone's own makers, messengers and more, from Google Play, F-Droid, the
  makers' stores, copied from an old phone, preloaded, or with few powers from a file.
- *Spoof twins*: a name and the powers of an ordinary app, under its package or its label, from a file, signed by
  somebody else.

"Not told" and "worth knowing" are calm; medium and above need attention. One app on one phone for one user counts once.
Every phone is read in full; what cannot be read on a real phone is reported as not checked, and is not measured here.
"""

_REASONS = """Rules go by what can be seen of an app from outside. So they do not tell, or only as something less:

- **An app from a store** whose purpose seems to explain its powers: what a store brought is taken for what it says.
  That holds for covert apps which a store let pass, for those of a private repository behind the real F-Droid, and for
  remote control from a store that somebody else set up. The report lists such an app and asks whether its powers are
  wanted.
- **A part of the phone's system**: who has root access can put an app there. Signs of root access and of an opened
  bootloader are told by themselves.
- **A single access** of an app from a file, such as the location or the microphone: many ordinary apps have no less.
- **The name of Google Play as the installer**, given by a command from a computer, before Android 13: nothing on the
  phone tells the difference.

Ordinary apps with strong access from a file are told as high unless they bear a certificate that their makers publish
and that this program knows. They hold what covert apps hold, and came the way these come; whoever installed one will
know it when asked.
"""

_FOUND = """The apps told as high or above, then those told as medium or above, of all."""
_DRAWN = (
    """Each phone holds a dozen or two of the ordinary apps, drawn at random once and for all; some came from files."""
)


def lines() -> list[str]:
    """Return the part, which takes half a minute."""
    return [
        _RULES,
        *part("Targets", items(tables.targets())),
        *part("How many are found", [_FOUND, "", *tables.recall()]),
        *part("Spoof twins", tables.twins()),
        *part("What each is told as", tables.confusion()),
        *part("False alarms on ordinary phones", [_DRAWN, "", *tables.phones()]),
        *part("Which rules fire on what", tables.rules()),
        *part("What is missed, and why", [_REASONS, *items(tables.deviations(figures.missed()))]),
        *part("What is told although it is harmless", items(tables.deviations(figures.alarms()))),
    ]
