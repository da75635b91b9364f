"""Findings about apps that the lists know: how strong each match is, and how it is told.

Strength decides the words and the confidence; only what is listed exactly (a package, a certificate, a file) is called
known stalkerware. A listed name on a part of the phone's own system, signed as the system is, is only a shared name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.detect.context import history
from scanner.detect.matching import is_public
from scanner.detect.severity import CONFIDENCES, Case, severity_of
from scanner.detect.signatures import Category, FamilyMatch, Strength
from scanner.guidance.plan import ALWAYS, advice_for, in_order
from scanner.results import NAME_ONLY, Confidence, Evidence, Finding, Match, Severity, Subject

if TYPE_CHECKING:
    from scanner.detect.signatures import Label, SignatureSet
    from scanner.model import App

_SHA1_DIGITS = 40


@dataclass(frozen=True, slots=True)
class _Words:
    """How a match of one category is told; ``is_what`` follows the family's name."""

    title: str
    is_what: str
    benign: str
    ask: str
    advice: tuple[str, ...]


_WORDS = {
    Category.STALKERWARE: _Words(
        title="An app matches a list of stalkerware",
        is_what="which is sold or used to watch people in secret",
        benign="",  # by what it matched says how sure that is
        ask="In another room, not near the phone: does the phone's user know this app?",
        advice=("uninstall",),
    ),
    Category.WATCHWARE: _Words(
        title="An app made to monitor or to share a location is on this phone",
        is_what="which openly monitors a phone or shares where it is",
        benign="Families, schools and companies use such apps openly. That is all right where the phone's user knows "
        "and agrees.",
        ask="Do you know this app, and do you want it?",
        advice=("ask_owner", "uninstall"),
    ),
    Category.DUAL_USE: _Words(
        title="An app that can also be used to monitor is on this phone",
        is_what="which has ordinary uses and can be misused to monitor",
        benign="Most people who have this app chose it themselves.",
        ask="Do you know this app, and do you want it?",
        advice=("ask_owner",),
    ),
}

_TITLES = {
    "maker": "An app by the maker of a listed app is on this phone",
    "pattern": "An app's name has the form of the names of a listed product",
    "holder": "What an app's certificate says of its maker fits a listed product",
    NAME_ONLY: "A part of the phone's system carries a listed name",
}
"""Titles of matches that are told otherwise than their category."""

_MEANINGS = {
    "sha256": "Its file is, to the last byte, one that is listed as {family}, {is_what}.",
    "certificate": "It is signed with a certificate of {family}, {is_what}. A certificate shows who made an app, "
    "whatever name the app carries.",
    "maker": "It is signed with a certificate of {family}, {is_what}. So it comes from the same maker. Whether it is "
    "that app under another name, or another app, the certificate does not show.",
    "both": "Its package name and its signing certificate are those of {family}, {is_what}. A certificate shows who "
    "made an app.",
    "package": "Its package name, by which Android knows it, is listed for {family}, {is_what}.",
    "pattern": "Its package name, by which Android knows it, has the form of the names of {family}, {is_what}. No list "
    "holds this very name.",
    "holder": "What its certificate says of its maker fits {family}, {is_what}. No list holds this very certificate.",
    NAME_ONLY: "Its package name is on the list for {family}. But it is part of this phone's system and is signed as "
    "the system itself is, with a key that only the phone's maker should have: the name is all that they share.",
}

_SURE = {
    "sha256": "No other file has the same fingerprint. Only a mistake in the list itself remains possible.",
    "certificate": "A maker may sign several apps with one certificate. That another maker has it is very unlikely.",
    "maker": "Makers of such apps make others, too, and this may be one of those.",
    "both": "That another maker has this certificate is very unlikely. A mistake in the list itself remains possible.",
    "package": "Another app can carry the same package name. A specialist who looks at the app can tell.",
    "pattern": "Another maker may have chosen a name of the same form. A specialist who looks at the app can tell.",
    "holder": "Anybody can make a certificate that says so. A specialist who looks at the app can tell.",
    NAME_ONLY: "Makers of phones choose plain names for parts of their systems, and makers of stalkerware copy them.",
}

_NOTHING_TO_ASK = "Nothing has to be asked. If in doubt, a specialist can compare it with the maker's own system."


def _by_system(app: App) -> bool:
    """Whether an app is part of the system and signed as the system is, with a key that only its maker has.

    Some phones are built with a key that is public; everybody can sign an app with it.
    """
    public = app.signing is not None and any(map(is_public, app.signing.signers))
    return bool(app.system and app.by_platform) and not public


def _strength(app: App, match: FamilyMatch) -> str:
    by_name = match.strength in {Strength.PACKAGE, Strength.PATTERN}
    return NAME_ONLY if by_name and _by_system(app) else match.strength.value


def _key(match: FamilyMatch, strength: str) -> str:
    """Return the word under which the sentences for a match stand."""
    if strength == NAME_ONLY:
        return strength
    if match.strength is Strength.PATTERN:
        return "pattern" if match.by == ("package",) else "holder"
    if "sha256" in match.by:
        return "sha256"
    if "certificate" not in match.by:
        return "package"
    if "package" in match.by:
        return "both"
    return "certificate" if match.family.category is Category.STALKERWARE else "maker"


def _evidence(app: App, match: FamilyMatch) -> list[Evidence]:
    family, source = match.family, f"{match.family.source_name}, {match.family.source_date}"
    lines = []
    if match.strength is Strength.PATTERN:
        said = "Its package name" if match.by == ("package",) else "What its certificate says of its holder"
        check = "packages" if match.by == ("package",) else "certificates"
        return [Evidence(f"{said} fits a pattern that is kept for {family.name}: {match.detail} ({source}).", check)]
    if "sha256" in match.by:
        lines.append(
            Evidence(
                f"The fingerprint of its file (SHA-256) is listed for {family.name} ({source}): {app.sha256}.",
                "file_hashes",
            )
        )
    if "certificate" in match.by:
        text = f"{_which_certificate(app, match.detail)} is listed for {family.name} ({source}): {match.detail}."
        lines.append(Evidence(text, "certificates"))
    if "package" in match.by:
        text = f"Its package name {app.package} is listed for {family.name} ({source})."
        lines.append(Evidence(text, "packages"))
        lines += _certificate_differs(app, match)
    return lines


def _which_certificate(app: App, digest: str) -> str:
    """Return what a listed digest, SHA-1 or SHA-256 in hexadecimal, is of: a certificate in force or an earlier one."""
    past = app.signing.past if app.signing is not None else ()
    earlier = any(digest in {one.sha1.lower(), one.sha256.lower()} for one in past)
    kind = "SHA-1" if len(digest) == _SHA1_DIGITS else "SHA-256"
    which = "an earlier signing certificate of its maker" if earlier else "its signing certificate"
    return f"The fingerprint of {which} ({kind})"


def _certificate_differs(app: App, match: FamilyMatch) -> list[Evidence]:
    """Say what its certificate tells where only the package name matched."""
    if "certificate" in match.by or "sha256" in match.by:
        return []
    if app.signing is None:
        return [Evidence("Who signed it was not read, so its certificate could not be compared.", "certificates")]
    listed = len(match.family.certificates)
    if not listed:
        return []
    which = "not the one that is" if listed == 1 else f"none of the {listed} that are"
    return [Evidence(f"Its signing certificate is {which} listed for this product.", "certificates")]


def _advice(app: App, words: _Words, severity: Severity, strength: str) -> tuple[str, ...]:
    """Return the steps: nothing is to be removed for what is only worth knowing."""
    if strength == NAME_ONLY:
        return ()
    return advice_for(app, words.advice) if severity.needs_attention else in_order((*ALWAYS, "ask_owner"))


def _finding(app: App, matches: list[FamilyMatch]) -> Finding:
    """Return the finding of one category; the most severe match gives the words, of those the strongest."""
    match = min(matches, key=lambda one: severity_of(Case(app, one, _strength(app, one))).rank)
    family, words, strength = match.family, _WORDS[match.family.category], _strength(app, match)
    key = _key(match, strength)
    category = family.category.value
    severity, certain = severity_of(Case(app, match, strength)), CONFIDENCES[match.strength]
    return Finding(
        id=f"signature:{category}:{app.package}:u{app.user}",
        kind="signature",
        rule=f"listed-{category.replace('_', '-')}",
        title=_TITLES.get(key, words.title),
        meaning=_MEANINGS[key].format(family=family.name, is_what=words.is_what),
        benign=_SURE[key] if key == NAME_ONLY else f"{_SURE[key]} {words.benign}".strip(),
        ask=_NOTHING_TO_ASK if key == NAME_ONLY else words.ask,
        severity=severity,
        confidence=Confidence.LOW if app.system and certain is not Confidence.HIGH else certain,
        subject=Subject(package=app.package, user=app.user, label=app.label),
        match=Match(family.name, category, match.by, strength),
        evidence=(*(line for one in matches for line in _evidence(app, one)), *history(app)),
        attack=(),
        advice=_advice(app, words, severity, strength),
    )


def listed(app: App, signatures: SignatureSet) -> tuple[Finding, ...]:
    """Return a finding for each category of family that an app matches, stalkerware first."""
    certificates = app.signing.certificates if app.signing is not None else ()
    found: dict[Category, list[FamilyMatch]] = {}
    for match in signatures.match(app.package, certificates, app.sha256):
        found.setdefault(match.family.category, []).append(match)
    return tuple(_finding(app, matches) for matches in found.values())


def label_evidence(label: Label | None) -> tuple[Evidence, ...]:
    """Return what a list of apps that can be misused says of an app; context beside a finding, never a finding."""
    if label is None:
        return ()
    title = ", ".join(part.strip() for part in label.title.split(","))
    told = f"{label.flag} ({title})" if title else label.flag
    return (Evidence(f"The list of the ISDi project, which is broad and partly old, calls it {told}.", "packages"),)
