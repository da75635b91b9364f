"""Patterns of names: what they may be, that none runs away, and that ours name no ordinary app."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scanner.detect.known import ANDROIDS_OWN
from scanner.detect.patterns import EVERYBODYS, matcher, name_pattern_problem, package_pattern_problem
from scanner.detect.signatures import SignatureSet, Strength, load_signatures
from tests.virtual_phone import phones


@pytest.fixture(scope="module")
def bundled() -> SignatureSet:
    return load_signatures()


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        (r"com\.example\.mng[a-z]{1,2}", ""),
        (r"example\.trackvie[a-z0-9]", ""),
        (r"net\.a20[0-9]{6}\.example", ""),
        (r"com\.exa[m]{0,1}ple\.app", ""),
        ("", "is empty"),
        (r"com\.example\.x" * 9, "longer than 120"),
        ("com.example.x", "literal characters"),
        (r"com\.example\.(a|b)", "literal characters"),
        (r"com\.example\.[a-z]+", "literal characters"),
        (r"com\.example\.[a-z]*", "literal characters"),
        (r"com\.example\.[^a]", "literal characters"),
        (r"com\.example\.a{2,}", "literal characters"),
        (r"com\.example\.[z-a]", "no regular expression"),
        (r"com\.example\.a{3,2}", "a count of nothing"),
        (r"com\.example\.a{0}", "a count of nothing"),
        (r"com\.example\.[a-z]{0,9}[a-z]{0,9}", "in more than 64 ways"),
        ("comexample[a-z]", "has no dot"),
        (r"com\.[a-z]{8}\.[a-z]", "fixes too little"),
        (r"abc\.def[a-z]{2,9}", "fixes too little"),
        (r"com\.android\.[a-z]{6,16}", "matches com.android.backupconfirm, which is an ordinary app"),
        (r"com\.whatsapp\.w[0-9]b", "matches com.whatsapp.w4b, which is an ordinary app"),
    ],
)
def test_a_pattern_of_packages_is_narrow(pattern: str, problem: str) -> None:
    """It fixes enough of the name, has no part without an end, and names nothing that everybody has."""
    found = package_pattern_problem(pattern)
    assert problem in found if problem else found == ""


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        (r"^Kids\WSafety\W[0-9]{2}-[0-9]{2}-[0-9]{2,4}\W[0-9]{2}:[0-9]{2}:[0-9]{2}$", ""),
        (r"Spy \d{2}", ""),
        (r"^Spy", ""),
        (r"(a+)+$", "literal characters"),
        (r"Spy.*", "literal characters"),
        (r"Spy\$", "literal characters"),
        (r".{0,9}", "fixes too little"),
        (r"\w\w\w\w", "fixes too little"),
    ],
)
def test_a_pattern_of_a_common_name_is_narrow(pattern: str, problem: str) -> None:
    """Upstream's one is taken; what could run away on a certificate that somebody made for that is not."""
    found = name_pattern_problem(pattern)
    assert problem in found if problem else found == ""


ATOMS = st.sampled_from(["a", "_", r"\.", "[a-z]", "[a-z0-9_]", "[ab]"])
COUNTS = st.sampled_from(["", "{1,2}", "{0,9}", "{0,63}", "{3}", "{9,1}", "{0,99}"])


@settings(max_examples=300, deadline=None)
@given(parts=st.lists(st.tuples(ATOMS, COUNTS), max_size=12), text=st.text("ab._", max_size=223))
@example(parts=[("[ab]", "{0,63}")] + [("a", "")] * 10 + [(r"\.", "")], text="a" * 223)
def test_no_pattern_that_is_taken_runs_away(parts: list[tuple[str, str]], text: str) -> None:
    """Whatever it is made of, the longest name is decided at once; without the bounds it could take hours."""
    pattern = "".join(map("".join, parts))
    if package_pattern_problem(pattern):
        return
    begun = time.perf_counter()
    matcher(pattern).fullmatch(text)
    assert time.perf_counter() - begun < 2


def test_each_reviewed_pattern_is_one_of_a_listed_family(bundled: SignatureSet) -> None:
    """And belongs to it: an id of another family that fits is one of an app that both families list."""
    listed = {(family.name, family.category): family for family in bundled.families}
    assert bundled.reviewed
    for family in bundled.reviewed:
        own = listed[family.name, family.category]
        assert (family.packages, family.certificates, family.samples) == ((), (), ())
        for pattern in family.package_patterns:
            fitting = {name for row in bundled.families for name in row.packages if matcher(pattern).fullmatch(name)}
            assert fitting <= set(own.packages)


def test_reviewed_patterns_find_ids_that_no_list_holds(bundled: SignatureSet) -> None:
    """As upstream's own threads report them."""
    for package, family in (
        ("com.android.core.mngaa", "Snoopza"),
        ("com.android.core.mntzz", "Hoverwatch"),
        ("com.android.internet.a20230101", "iKeyMonitor"),
        ("com.sptrakapp.alarm", "SpyPhoneApp"),
    ):
        [match] = bundled.match(package)
        assert (match.family.name, match.strength, match.by) == (family, Strength.PATTERN, ("package",))
        assert matcher(match.detail).fullmatch(package)


def test_reviewed_patterns_name_no_ordinary_app(bundled: SignatureSet) -> None:
    """Neither Android's own, nor what very many have, nor one that is labelled dual-use, nor one of a virtual phone."""
    labelled = {package for package, label in bundled.labels.items() if label.flag == "dual-use"}
    made = (phones.stock(24), phones.stock(36), phones.samsung(), phones.xiaomi())
    phone = {app.package for one in made for app in one.apps}
    apps = ANDROIDS_OWN | EVERYBODYS | labelled | phone
    assert len(labelled) > 4000
    hit = {package for package in apps for match in bundled.match(package) if match.strength is Strength.PATTERN}
    assert hit == set()
