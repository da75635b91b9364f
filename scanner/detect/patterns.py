r"""The two kinds of pattern that a family may have, in forms so narrow that matching them cannot run away.

A package pattern is for a family that changes its package name: ``com\.example\.mng[a-z]{1,2}``. It is matched against
a whole package id. A pattern of a certificate's common name, ``^Kids\W[0-9]{2}$``, is searched for in it, as the list
that has such patterns means them.

Both are regular expressions made of literal characters, ``\.``, classes and counts alone. A count is bounded and there
are no groups, so a pattern can be tried in at most as many ways at one place as the product of its counts' ranges,
which is bounded, too; what fixes too little, or would name Android's own or everybody's apps, is refused.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from scanner.detect.known import ANDROIDS_OWN
from scanner.text import clean

_COUNT = r"(?:\{(?P<low>[0-9]{1,2})(?:,(?P<high>[0-9]{1,2}))?\})?"
_CLASS = r"\[(?:[A-Za-z0-9_](?:-[A-Za-z0-9_])?){1,40}\]"
_PACKAGE_ATOM = re.compile(rf"(?P<what>[A-Za-z0-9_]|\\\.|{_CLASS}){_COUNT}")
_NAME_ATOM = re.compile(rf"(?P<what>[^\\^$.|?*+()\[\]{{}}]|\\[WwDdSs]|\\[^A-Za-z0-9]|\.|{_CLASS}){_COUNT}")

_SETS = frozenset({".", r"\W", r"\w", r"\D", r"\d", r"\S", r"\s"})
"""What stands for any of several characters, classes aside."""

_LONGEST = 120
_MOST_WAYS = 64
_LITERAL_PARTS = 2
_LITERAL_CHARACTERS = 8
_LITERAL_NAME_CHARACTERS = 3

_IDS = """
com.whatsapp com.whatsapp.w4b com.facebook.katana com.facebook.orca com.facebook.lite com.instagram.android
com.instagram.barcelona com.zhiliaoapp.musically com.snapchat.android com.twitter.android com.pinterest
com.reddit.frontpage org.telegram.messenger org.thoughtcrime.securesms com.viber.voip com.skype.raider com.discord
com.tencent.mm jp.naver.line.android us.zoom.videomeetings com.linkedin.android com.netflix.mediaclient
com.spotify.music com.disney.disneyplus com.amazon.mShop.android.shopping com.amazon.avod.thirdpartyclient
com.ebay.mobile com.paypal.android.p2pmobile com.ubercab com.booking com.airbnb.android com.tinder com.bumble.app
com.duolingo com.microsoft.office.outlook com.microsoft.teams com.microsoft.skydrive com.dropbox.android
com.opera.browser com.brave.browser org.mozilla.firefox com.king.candycrushsaga com.supercell.clashofclans
com.roblox.client com.mojang.minecraftpe com.truecaller com.adobe.reader com.google.android.apps.authenticator2
com.google.android.apps.walletnfcrel com.google.android.apps.translate com.google.android.apps.fitness
com.google.android.apps.kids.familylink com.google.android.apps.kids.familylinkhelper com.sec.android.easyMover
com.sec.android.soagent com.sec.android.daemonapp com.sec.android.diagmonagent com.sec.android.preloadinstaller
"""
EVERYBODYS = frozenset(_IDS.split())
"""Ids of apps that very many people have; like Android's own, no pattern may name one of them."""


@dataclass(frozen=True, slots=True)
class _Atom:
    """A character or a class of a pattern, and how often it may stand there."""

    what: str
    low: int
    high: int

    @property
    def literal(self) -> bool:
        return self.what not in _SETS and len(self.what.removeprefix("\\")) == 1

    @property
    def dot(self) -> bool:
        return self.what == r"\."

    @property
    def is_fixed_character(self) -> bool:
        return self.literal and not self.dot and self.low > 0


def _atoms(pattern: str, atom: re.Pattern[str]) -> list[_Atom] | None:
    """Return the parts of a pattern; ``None`` where it has any other form."""
    found: list[_Atom] = []
    at = 0
    while at < len(pattern):
        part = atom.match(pattern, at)
        if part is None:
            return None
        low = int(part["low"] or 1)
        high = int(part["high"] or low)
        found.append(_Atom(part["what"], low, high))
        at = part.end()
    return found


def _form_problem(pattern: str, atoms: list[_Atom] | None) -> str:
    """Return what is wrong with the form of a pattern of either kind; "" where nothing is."""
    shown = repr(clean(pattern, 60))
    if not pattern or len(pattern) > _LONGEST:
        return f"{shown} is empty or longer than {_LONGEST} characters"
    if not atoms:
        return f"{shown} may hold literal characters, \\., classes ([a-z0-9]) and counts ({{1,3}}) only"
    if any(atom.low > atom.high or atom.high == 0 for atom in atoms):
        return f"{shown} has a count of nothing"
    if math.prod(atom.high - atom.low + 1 for atom in atoms) > _MOST_WAYS:
        return f"{shown} has too wide counts: it could be tried in more than {_MOST_WAYS} ways"
    try:
        re.compile(pattern)
    except re.error as error:
        return f"{shown} is no regular expression: {error.msg}"
    return ""


def _literal_parts(atoms: list[_Atom]) -> int:
    """Return how many parts of a package name, between dots, consist of literal characters alone."""
    parts: list[list[_Atom]] = [[]]
    for atom in atoms:
        if atom.dot:
            parts.append([])
        else:
            parts[-1].append(atom)
    return sum(bool(part) and all(atom.literal and atom.low == atom.high for atom in part) for part in parts)


def package_pattern_problem(pattern: str) -> str:
    """Return what is wrong with a pattern of package ids; "" where nothing is."""
    atoms = _atoms(pattern, _PACKAGE_ATOM)
    if problem := _form_problem(pattern, atoms):
        return problem
    shown = repr(clean(pattern, 60))
    parts = atoms or []
    if not any(atom.dot for atom in parts):
        return f"{shown} has no dot, which every package id has"
    fixed = sum(atom.low for atom in parts if atom.is_fixed_character)
    if _literal_parts(parts) < _LITERAL_PARTS and fixed < _LITERAL_CHARACTERS:
        return f"{shown} fixes too little: {_LITERAL_PARTS} parts or {_LITERAL_CHARACTERS} characters are needed"
    matcher = re.compile(pattern)
    for package in sorted(ANDROIDS_OWN | EVERYBODYS):
        if matcher.fullmatch(package):
            return f"{shown} matches {package}, which is an ordinary app"
    return ""


def name_pattern_problem(pattern: str) -> str:
    """Return what is wrong with a pattern of a certificate's common name; "" where nothing is."""
    atoms = _atoms(pattern.removeprefix("^").removesuffix("$"), _NAME_ATOM)
    if problem := _form_problem(pattern, atoms):
        return problem
    fixed = sum(atom.low for atom in atoms or [] if atom.is_fixed_character)
    if fixed < _LITERAL_NAME_CHARACTERS:
        return f"{clean(pattern, 60)!r} fixes too little: {_LITERAL_NAME_CHARACTERS} literal characters are needed"
    return ""


def matcher(pattern: str) -> re.Pattern[str]:
    """Return a pattern of either kind compiled: for ``fullmatch`` with package ids, ``search`` in common names."""
    return re.compile(pattern)
