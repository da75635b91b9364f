"""Every sample that the list's own project publishes, held against the bundled list: nothing listed is lost."""

from __future__ import annotations

import pytest

from scanner.detect.family import PUBLIC_TEST_KEYS
from tests.docs.samples import SAMPLES, Replayed, bundled, replay

pytestmark = pytest.mark.skipif(not SAMPLES.is_file(), reason="no copy of the samples beside this checkout")


@pytest.fixture(scope="module")
def rows() -> list[Replayed]:
    return replay()


def test_every_sample_is_found_by_its_hash(rows: list[Replayed]) -> None:
    """3,228 files, whatever else is told of them."""
    assert len(rows) == 3228
    assert [row.sample.sha256 for row in rows if not row.sha256] == []


def test_every_sample_whose_package_or_certificate_is_listed_is_found_by_it(rows: list[Replayed]) -> None:
    """And none whose package and certificate are not: both directions, so that neither can hide a fault."""
    families, _ = bundled()
    packages = {entry for family in families for entry in family.packages}
    certificates = {entry.lower() for family in families for entry in family.certificates}
    for row in rows:
        assert row.package is (row.sample.package in packages)
        assert row.certificate is (row.sample.certificate in certificates)


def test_the_figures_are_those_that_were_measured_of_the_list_itself(rows: list[Replayed]) -> None:
    """1,594 rows tell a package: 80.6 % by it, 60.8 % by certificate, 98.0 % by either, 32 by hash alone."""
    named = [row for row in rows if row.sample.package]
    assert len(named) == 1594
    assert sum(row.package for row in named) == 1285
    assert sum(row.certificate for row in named) == 969
    assert sum(row.known for row in named) == 1562


def test_a_public_test_key_finds_nothing(rows: list[Replayed]) -> None:
    """Fifty of the samples are signed with one."""
    public = [row for row in rows if row.sample.certificate.upper() in PUBLIC_TEST_KEYS]
    assert len(public) == 50
    assert not any(row.certificate for row in public)


def test_patterns_find_only_their_own_family(rows: list[Replayed]) -> None:
    """No sample of another family has a name of that form."""
    patterned = [row for row in rows if row.pattern]
    assert len(patterned) == 190
    assert all(row.sample.family in row.told_as for row in patterned)
