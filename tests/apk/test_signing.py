"""Who signed an APK: as Android's own tools say it, for each scheme and each phone, from few bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner.apk.archive import TAIL
from scanner.apk.signing import signing
from tests.apk.debian_tools import needs_apksigner, needs_build_tools, printed_lineage, printed_signers
from tests.apk.reading import read, refusal, signing_of
from tests.virtual_phone.apk import certificate_sha256, holder, signed_apk

ALL = ("v1", "v2", "v3", "v3.1")


def sha256s(data: bytes, sdk: int | None) -> tuple[str, ...]:
    return tuple(each.sha256 for each in signing_of(data, sdk).signers)


@needs_build_tools
@pytest.mark.parametrize("sdk", [23, 26, 30])
@pytest.mark.parametrize("name", ["v1", "v1-ec", "v2", "v3", "all", "two", "rotated"])
def test_apksigner_names_the_same_signers(tool_apks: dict[str, Path], name: str, sdk: int) -> None:
    """Phones of each age see the signers that apksigner prints for them, and none where it prints none."""
    path = tool_apks[name]
    printed = printed_signers(path, sdk)
    if printed:
        assert sorted(sha256s(path.read_bytes(), sdk)) == sorted(printed)
    else:
        assert refusal(path.read_bytes(), sdk) == "it bears no signature that a phone like this goes by"


@needs_build_tools
def test_apksigner_names_the_same_earlier_keys(tool_apks: dict[str, Path]) -> None:
    """A rotation is told in the order that apksigner prints, without the key in force."""
    found = signing_of(tool_apks["rotated"].read_bytes(), 30)
    lineage = printed_lineage(tool_apks["rotated"])
    assert len(lineage) == 3
    assert tuple(each.sha256 for each in (*found.past, *found.signers)) == lineage


@needs_build_tools
def test_an_apk_of_the_tools_is_read_at_once(tool_apks: dict[str, Path]) -> None:
    """After the tail of an ordinary APK one further read, of under 40 KB, is enough."""
    for name in ("v2", "v3", "all", "two", "rotated"):
        found = read(tool_apks[name].read_bytes(), lambda file: signing(file, 34))
        assert found.reads <= 1
        assert found.asked < 40_000


@needs_apksigner
@pytest.mark.parametrize("past", [(), ("older", "old")])
@pytest.mark.parametrize("sdk", [23, 26, 30])
@pytest.mark.parametrize("schemes", [("v1",), ("v2",), ("v1", "v2"), ("v3",), ("v1", "v2", "v3"), ALL])
def test_apksigner_accepts_the_apks_of_the_virtual_phone(
    schemes: tuple[str, ...], sdk: int, past: tuple[str, ...], tmp_path: Path
) -> None:
    """What the virtual phone's apps are signed with verifies, and has the signers that we read."""
    data = signed_apk("org.example.app", "holder", schemes=schemes, past=past, comment=b"made for a test")
    path = tmp_path / "app.apk"
    path.write_bytes(data)
    printed = printed_signers(path, sdk)
    goes_by = {"v1": 0, "v2": 24, "v3": 28}
    assert bool(printed) == any(goes_by.get(scheme, 99) <= sdk for scheme in schemes)
    if printed:
        assert sha256s(data, sdk) == printed


@pytest.mark.parametrize(
    ("sdk", "scheme", "signer", "past"),
    [
        (19, "v1", "older", ()),
        (23, "v1", "older", ()),
        (24, "v2", "older", ()),
        (27, "v2", "older", ()),
        (28, "v3", "older", ()),
        (32, "v3", "older", ()),
        (33, "v3.1", "new", ("older", "old")),
        (None, "v3.1", "new", ("older", "old")),
    ],
)
def test_each_phone_goes_by_the_highest_scheme_that_it_knows(
    sdk: int | None, scheme: str, signer: str, past: tuple[str, ...]
) -> None:
    """A phone that does not know v3.1 goes by v3, and so on down to v1; an unknown phone by the highest there is."""
    found = signing_of(signed_apk("org.example.app", "new", schemes=ALL, past=("older", "old")), sdk)
    assert found.scheme == scheme
    assert tuple(each.sha256 for each in found.signers) == (certificate_sha256(signer),)
    assert tuple(each.sha256 for each in found.past) == tuple(certificate_sha256(name) for name in past)


def test_the_holder_is_told() -> None:
    """Organisation and common name are those of the certificate."""
    signer = signing_of(signed_apk("org.example.app", "Somebody")).signers[0]
    assert (signer.organisation, signer.common_name) == holder("Somebody")


@pytest.mark.parametrize("scheme", [("v1",), ("v2",), ("v3",), ALL])
def test_an_ordinary_apk_needs_few_reads(scheme: tuple[str, ...]) -> None:
    """Of a file with a thousand entries one further read of 16 KB tells who signed; v1 needs the directory, too."""
    entries = tuple((f"res/drawable/{number:04}.png", b"%d" % number * 99) for number in range(1000))
    found = read(signed_apk("org.example.app", schemes=scheme, extra=entries), lambda file: signing(file, 34))
    if scheme == ("v1",):
        assert found.reads <= 3  # what may be a signing block, the directory, the signature file
        assert found.asked < 100_000
    else:
        assert (found.reads, found.asked) == (1, 16 * 1024)


def test_a_block_with_much_else_in_it_needs_one_read_more() -> None:
    """What a store adds to the signing block costs one further read."""
    found = read(signed_apk("org.example.app", padding=100_000), lambda file: signing(file, 34))
    assert found.value.scheme == "v2"
    assert found.reads == 2


def test_a_long_comment_costs_one_read_more() -> None:
    """The longest comment that an archive can have does not hide its end record."""
    comment = bytes(65_000)
    found = read(signed_apk("org.example.app", comment=comment), lambda file: signing(file, 34))
    assert found.reads == 2
    assert found.asked < 65_557 + 16 * 1024


def test_sixty_thousand_entries_are_read() -> None:
    """The directory of a very large app by scheme v1 is read in one piece."""
    entries = tuple((f"res/{number}", b"") for number in range(60_000))
    found = read(signed_apk("org.example.app", schemes=("v1",), extra=entries), lambda file: signing(file, 34))
    assert found.value.signers[0].sha256 == certificate_sha256("org.example.app")
    assert found.reads <= 3


def test_the_tail_alone_can_be_enough() -> None:
    """A file that is no longer than the tail needs no further read, and is told as what it is."""
    assert refusal(bytes(TAIL)) == "it is no archive, or it was cut off"
    assert refusal(b"") == "it is no archive, or it was cut off"
