"""How an app matches a family: by what, how strongly, in which order, and what never counts."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detect.family import PUBLIC_TEST_KEYS, Category, Family
from scanner.detect.matching import FamilyMatch, Index, Strength
from scanner.model import Certificate

CERTIFICATE, OTHER, SAMPLE = "a1" * 20, "b2" * 20, "c3" * 32
SIGNER = Certificate(sha1=CERTIFICATE, sha256="d4" * 32)
NOBODY = Certificate(sha1=OTHER, sha256="e5" * 32, organisation="Example", common_name="Example app")
SPY = Family(
    name="Spy",
    category=Category.STALKERWARE,
    packages=("com.example.spy",),
    package_patterns=(r"com\.example\.spy[0-9]{1,2}",),
    certificates=(CERTIFICATE.upper(),),
    certificate_organizations=("Spy Ltd",),
    certificate_common_name_patterns=(r"^Spy\W[0-9]{2}$",),
    samples=(SAMPLE,),
)


def found(
    package: str, certificates: Sequence[Certificate] = (), sha256: str | None = None, *families: Family
) -> tuple[FamilyMatch, ...]:
    return Index.of(families or (SPY,)).match(package, certificates, sha256)


@pytest.mark.parametrize(
    ("package", "certificates", "sha256", "expected"),
    [
        ("com.example.spy", [], None, (Strength.PACKAGE, ("package",), "com.example.spy")),
        ("org.any", [SIGNER], None, (Strength.CONTENT, ("certificate",), CERTIFICATE)),
        ("org.any", [NOBODY, SIGNER], None, (Strength.CONTENT, ("certificate",), CERTIFICATE)),
        ("org.any", [], SAMPLE, (Strength.CONTENT, ("sha256",), SAMPLE)),
        ("org.any", [], SAMPLE.upper(), (Strength.CONTENT, ("sha256",), SAMPLE)),
        ("org.any", [SIGNER], SAMPLE, (Strength.CONTENT, ("certificate", "sha256"), CERTIFICATE)),
        ("com.example.spy", [SIGNER], None, (Strength.CONTENT_AND_PACKAGE, ("package", "certificate"), CERTIFICATE)),
        ("com.example.spy", [NOBODY], SAMPLE, (Strength.CONTENT_AND_PACKAGE, ("package", "sha256"), SAMPLE)),
        (
            "com.example.spy",
            [SIGNER],
            SAMPLE,
            (Strength.CONTENT_AND_PACKAGE, ("package", "certificate", "sha256"), CERTIFICATE),
        ),
        ("com.example.spy", [NOBODY], None, (Strength.PACKAGE, ("package",), "com.example.spy")),
        ("com.example.spy7", [NOBODY], None, (Strength.PATTERN, ("package",), r"com\.example\.spy[0-9]{1,2}")),
        ("com.example.spy7", [SIGNER], None, (Strength.CONTENT, ("certificate",), CERTIFICATE)),
    ],
)
def test_an_app_matches_by_what_it_shares_with_a_family(
    package: str, certificates: list[Certificate], sha256: str | None, expected: tuple[Strength, tuple[str, ...], str]
) -> None:
    """Once, with everything that matched, and the listed value that weighs most."""
    [match] = found(package, certificates, sha256)
    assert (match.strength, match.by, match.detail) == expected


@pytest.mark.parametrize(
    ("organisation", "common_name", "detail"),
    [("Spy Ltd", None, "Spy Ltd"), (None, "Spy 12", r"^Spy\W[0-9]{2}$"), ("Spy Ltd.", "Spy 123", None)],
)
def test_what_a_certificate_says_of_its_holder_is_a_weak_match(
    organisation: str | None, common_name: str | None, detail: str | None
) -> None:
    """Anybody writes what he likes into his own."""
    given_ = Certificate(sha1=OTHER, sha256="e5" * 32, organisation=organisation, common_name=common_name)
    told = [(match.strength, match.by, match.detail) for match in found("org.any", [given_])]
    assert told == ([(Strength.PATTERN, ("certificate",), detail)] if detail else [])


@pytest.mark.parametrize(
    "package", ["com.example.spy777", "xcom.example.spy7", "com.example.spy7.x", "COM.EXAMPLE.SPY7"]
)
def test_a_pattern_stands_for_the_whole_package_id(package: str) -> None:
    """Not for a part of it, and not in other capitals."""
    assert found(package) == ()


@pytest.mark.parametrize("key", sorted(PUBLIC_TEST_KEYS))
def test_a_public_test_key_is_never_a_match(key: str) -> None:
    """Even where a list holds it, and whatever else stands in that certificate."""
    short = len(key) == 40
    signer = Certificate(
        sha1=key.lower() if short else OTHER,
        sha256="e5" * 32 if short else key.lower(),
        organisation="Spy Ltd",
        common_name="Spy 12",
    )
    holds = Family(
        name="Spy",
        category=Category.STALKERWARE,
        certificates=(key, OTHER.upper()),
        certificate_organizations=("Spy Ltd",),
    )
    assert found("org.any", [signer], None, holds, SPY) == ()


def test_a_certificate_is_found_by_either_digest() -> None:
    """Lists name some by SHA-1 and some by SHA-256."""
    newer = Family(name="Newer", category=Category.STALKERWARE, certificates=("D4" * 32,))
    assert [match.detail for match in found("org.any", [SIGNER], None, newer)] == ["d4" * 32]


def test_content_of_one_family_and_the_name_of_another_are_both_told() -> None:
    """The stronger one first."""
    named = Family(name="Another", category=Category.STALKERWARE, packages=("com.example.other",))
    told = found("com.example.other", [SIGNER], None, named, SPY)
    assert [(match.family.name, match.by) for match in told] == [("Spy", ("certificate",)), ("Another", ("package",))]


def test_the_worse_category_comes_first_then_the_stronger_match_then_the_name() -> None:
    """Whatever the order of the lists."""
    families = [
        Family(name="A", category=Category.DUAL_USE, packages=("com.x.y",), samples=(SAMPLE,)),
        Family(name="B", category=Category.WATCHWARE, packages=("com.x.y",), samples=(SAMPLE,)),
        Family(name="F", category=Category.STALKERWARE, package_patterns=(r"com\.x\.y",)),
        Family(name="E", category=Category.STALKERWARE, packages=("com.x.y",)),
        Family(name="D", category=Category.STALKERWARE, samples=(SAMPLE,)),
        Family(name="C", category=Category.STALKERWARE, packages=("com.x.y",), samples=(SAMPLE,)),
        Family(name="G", category=Category.STALKERWARE, packages=("com.x.y",)),
    ]
    for order in itertools.islice(itertools.permutations(families), 0, 5040, 97):
        told = found("com.x.y", [], SAMPLE, *order)
        assert "".join(match.family.name for match in told) == "CDEGFBA"


def test_one_name_in_two_categories_is_two_families() -> None:
    """Watchware is not told as stalkerware because of its name."""
    open_one = Family(name="Spy", category=Category.WATCHWARE, packages=("com.example.spy",))
    told = found("com.example.spy", [], None, SPY, open_one)
    assert [match.family.category for match in told] == [Category.STALKERWARE, Category.WATCHWARE]


def test_a_later_copy_of_a_family_counts_for_what_it_holds() -> None:
    """And the earlier one for the rest; the family is told once."""
    copy = Family(name="Spy", category=Category.STALKERWARE, packages=("com.example.spy",), source_name="ours")
    [match] = found("com.example.spy", [SIGNER], None, SPY, copy)
    assert (match.family.source_name, match.by) == ("ours", ("package", "certificate"))


DIGEST = st.sampled_from([CERTIFICATE, OTHER])
VALUES = st.lists(st.sampled_from(["com.a.b", "com.a.c", "com.a.d"]), unique=True).map(tuple)
FAMILIES = st.lists(
    st.builds(
        Family,
        name=st.sampled_from(["A", "B", "C"]),
        category=st.sampled_from(Category),
        packages=VALUES,
        certificates=st.lists(DIGEST.map(str.upper), unique=True).map(tuple),
        samples=st.lists(st.just(SAMPLE), max_size=1).map(tuple),
    ),
    max_size=6,
    unique_by=lambda family: (family.name, family.category),
)


@given(families=FAMILIES, package=st.sampled_from(["com.a.b", "com.a.c", "org.z"]), digest=DIGEST, sha256=st.booleans())
def test_the_index_finds_what_a_look_at_every_family_finds(
    families: list[Family], package: str, digest: str, sha256: bool
) -> None:
    """No more and no less."""
    sample = SAMPLE if sha256 else None
    expected = {
        (family.name, family.category): tuple(
            kind
            for kind, hit in (
                ("package", package in family.packages),
                ("certificate", digest.upper() in family.certificates),
                ("sha256", sample in family.samples),
            )
            if hit
        )
        for family in families
    }
    told = Index.of(families).match(package, [Certificate(sha1=digest, sha256="0" * 64)], sample)
    assert {(one.family.name, one.family.category): one.by for one in told} == {
        key: by for key, by in expected.items() if by
    }
