"""Findings about apps that the lists know: how strong each match is, and how it is told.

Strength decides the words and the confidence; only what is listed exactly (a package, a certificate, a file) is called
known stalkerware. A listed name on a part of the phone's own system, signed as the system is, is only a shared name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.detect.context import history
from scanner.detect.listed_words import (
    BY_CERTIFICATE,
    BY_EARLIER,
    BY_FILE,
    BY_PACKAGE,
    BY_PATTERN,
    FLAGS,
    IS_WHAT,
    MEANINGS,
    NOTHING_TO_ASK,
    SURE,
    TITLES,
    WORDS,
    source_of,
)
from scanner.detect.matching import is_public
from scanner.detect.severity import CONFIDENCES, Case, severity_of
from scanner.detect.signatures import Category, FamilyMatch, Strength
from scanner.guidance.plan import ALWAYS, advice_for, in_order
from scanner.results import NAME_ONLY, Confidence, Evidence, Finding, Match, Severity, Subject
from scanner.say import say, say_count, say_list

if TYPE_CHECKING:
    from scanner.detect.listed_words import Words
    from scanner.detect.signatures import Label, SignatureSet
    from scanner.model import App

_SHA1_DIGITS = 40


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
    family, source = match.family.name, source_of(match.family)
    lines = []
    if match.strength is Strength.PATTERN:
        [by] = match.by
        text = BY_PATTERN[by].format(family=family, pattern=match.detail, source=source)
        return [Evidence(text, "packages" if by == "package" else "certificates")]
    if "sha256" in match.by:
        lines.append(Evidence(BY_FILE.format(family=family, source=source, digest=app.sha256), "file_hashes"))
    if "certificate" in match.by:
        kind = "SHA-1" if len(match.detail) == _SHA1_DIGITS else "SHA-256"
        says = BY_EARLIER if _is_earlier(app, match.detail) else BY_CERTIFICATE
        lines.append(
            Evidence(says.format(kind=kind, family=family, source=source, digest=match.detail), "certificates")
        )
    if "package" in match.by:
        lines.append(Evidence(BY_PACKAGE.format(package=app.package, family=family, source=source), "packages"))
        lines += _certificate_differs(app, match)
    return lines


def _is_earlier(app: App, digest: str) -> bool:
    """Whether a listed digest, SHA-1 or SHA-256 in hexadecimal, is of a certificate that is no longer in force."""
    past = app.signing.past if app.signing is not None else ()
    return any(digest in {one.sha1.lower(), one.sha256.lower()} for one in past)


def _certificate_differs(app: App, match: FamilyMatch) -> list[Evidence]:
    """Say what its certificate tells where only the package name matched."""
    if "certificate" in match.by or "sha256" in match.by:
        return []
    if app.signing is None:
        return [Evidence(say("Who signed it was not read, so its certificate could not be compared."), "certificates")]
    listed = len(match.family.certificates)
    if not listed:
        return []
    text = say_count(
        "Its signing certificate is not the one that is listed for this product.",
        "Its signing certificate is none of the {count} that are listed for this product.",
        listed,
    )
    return [Evidence(text, "certificates")]


def _benign(key: str, words: Words) -> str:
    """Return how sure a match is, and what speaks for a harmless app of its category."""
    return SURE[key] if key == NAME_ONLY or not words.benign else say_list((SURE[key], words.benign), " ")


def _advice(app: App, words: Words, severity: Severity, strength: str) -> tuple[str, ...]:
    """Return the steps: nothing is to be removed for what is only worth knowing."""
    if strength == NAME_ONLY:
        return ()
    return advice_for(app, words.advice) if severity.needs_attention else in_order((*ALWAYS, "ask_owner"))


def _finding(app: App, matches: list[FamilyMatch]) -> Finding:
    """Return the finding of one category; the most severe match gives the words, of those the strongest."""
    match = min(matches, key=lambda one: severity_of(Case(app, one, _strength(app, one))).rank)
    family, words, strength = match.family, WORDS[match.family.category], _strength(app, match)
    key = _key(match, strength)
    category = family.category.value
    severity, certain = severity_of(Case(app, match, strength)), CONFIDENCES[match.strength]
    return Finding(
        id=f"signature:{category}:{app.package}:u{app.user}",
        kind="signature",
        rule=f"listed-{category.replace('_', '-')}",
        title=TITLES.get(key, words.title),
        meaning=MEANINGS[key].format(family=family.name, is_what=IS_WHAT[family.category]),
        benign=_benign(key, words),
        ask=NOTHING_TO_ASK if key == NAME_ONLY else words.ask,
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
    flag = FLAGS.get(label.flag, label.flag)
    if not title:
        text = say("The list of the ISDi project, which is broad and partly old, calls it {flag}.", flag=flag)
    else:
        text = say(
            "The list of the ISDi project, which is broad and partly old, calls it {flag} ({title}).",
            flag=flag,
            title=title,
        )
    return (Evidence(text, "packages"),)
