"""``clearsight signatures``: what the lists hold can be seen, and data stays data on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from scanner.detect.family import read_family
from scanner.detect.signatures import load_signatures
from tests.conftest import Outcome

if TYPE_CHECKING:
    from pathlib import Path

Run = Callable[..., Outcome]

GOOD = "name: Example\ncategory: stalkerware\npackages: [com.example.spy]\nsource: {name: ours, date: 2026-01-02}\n"


def test_info_says_what_is_in_use(clearsight: Run) -> None:
    """Name, day and age, counts, licence and place of each list."""
    shown = clearsight("signatures", "info")
    assert shown.code == 0
    for word in (
        "AssoEchap/stalkerware-indicators",
        "2026-06-21",
        "174",
        "641",
        "484",
        "3228",
        "CC-BY-4.0",
        " days old)",
    ):
        assert word in shown.out
    assert "in force: the list that comes with this program" in shown.out
    assert "labels of apps of ordinary use: " in shown.out


def test_every_family_is_listed(clearsight: Run) -> None:
    """One line each, within 80 columns."""
    lines = clearsight("signatures", "list").out.splitlines()
    assert len(lines) == 1 + 174
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("name", ["TheTruthSpy", "thetruthspy", "guestspy"])
def test_a_family_is_shown_by_any_of_its_names(clearsight: Run, name: str) -> None:
    """Capitals do not matter, and the names it is sold under count."""
    shown = clearsight("signatures", "show", name).out
    assert shown.startswith("TheTruthSpy (stalkerware)\n")
    for word in ("com.systemservice", "31A6ECECD97CF39BC4126B8745CD94A7C30BF81C", "copy9.com", "a04c5c1", "CC-BY-4.0"):
        assert word in shown


def test_a_name_of_two_families_shows_both(clearsight: Run) -> None:
    """The stalkerware first."""
    shown = clearsight("signatures", "show", "wisemo").out
    assert shown.index("WiseMo (stalkerware)") < shown.index("WiseMo (watchware)")


def test_hashes_are_counted_and_listed_only_when_asked(clearsight: Run) -> None:
    """Some families have hundreds; patterns that are kept beside the list are shown, too."""
    shown = clearsight("signatures", "show", "cocospy").out
    assert "SHA-256 of APKs; --samples lists them" in shown
    assert "package patterns:" in shown
    listed = clearsight("signatures", "show", "cocospy", "--samples").out
    number = int(shown.split("samples: ")[1].split()[0])
    assert number > 10
    assert len(listed.splitlines()) == len(shown.splitlines()) + number


@pytest.mark.parametrize("written", [str.lower, str.upper])
def test_a_search_finds_the_hash_of_a_file(clearsight: Run, written: Callable[[str], str]) -> None:
    """Whoever has an APK can ask for it without a scan."""
    digest = next(row for row in load_signatures().families if row.name == "TheTruthSpy").samples[0]
    shown = clearsight("signatures", "search", written(digest)).out
    assert shown == f"TheTruthSpy (stalkerware)\n  samples: {digest}\n"


def test_a_search_finds_a_certificate_with_colons(clearsight: Run) -> None:
    """As keytool and apksigner print it."""
    digest = "31A6ECECD97CF39BC4126B8745CD94A7C30BF81C"
    colons = ":".join(digest[at : at + 2] for at in range(0, 40, 2))
    assert "TheTruthSpy (stalkerware)" in clearsight("signatures", "search", colons).out


def test_an_unknown_family_names_the_nearest(clearsight: Run) -> None:
    """A typing error is put right at once."""
    shown = clearsight("signatures", "show", "thetruthspi")
    assert (shown.code, shown.out) == (2, "")
    assert "'TheTruthSpy'" in shown.err


@pytest.mark.parametrize("text", ["COM.SYSTEMSERVICE", "31a6ecec", "copy9.com", "InoSPy", "truthsp"])
def test_a_search_looks_everywhere(clearsight: Run, text: str) -> None:
    """In names, ids, certificates and hosts, whatever the capitals."""
    shown = clearsight("signatures", "search", text)
    assert shown.code == 0
    assert "TheTruthSpy (stalkerware)" in shown.out


def test_a_search_without_a_hit_promises_nothing(clearsight: Run) -> None:
    """Not listed does not mean harmless."""
    shown = clearsight("signatures", "search", "org.example.nothing").out
    assert "does not tell whether an app is harmless" in shown


def test_a_private_list_can_be_shown(clearsight: Run, tmp_path: Path) -> None:
    """What it holds is shown as data, within 80 columns."""
    (tmp_path / "mine.yaml").write_text(GOOD + f"references: ['[bold]{'x' * 100}']\n")
    shown = clearsight("signatures", "show", "example", "--signatures", tmp_path).out
    assert "[bold]xxx" in shown
    assert max(map(len, shown.splitlines())) <= 80
    assert clearsight("signatures", "info", "--signatures", tmp_path / "none").code == 22


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    path = tmp_path / "ioc.yaml"
    path.write_text("- name: Two\n  type: stalkerware\n  packages: [com.example.two, 'no id']\n")
    return path


def test_the_command_tells_what_it_did(clearsight: Run, upstream: Path, tmp_path: Path) -> None:
    """Files, counts, and the folder."""
    into = tmp_path / "families"
    options = ("--into", into, "--commit", "abc1234", "--date", "2026-03-04")
    first = clearsight("signatures", "import", upstream, *options)
    assert (first.code, first.err) == (0, "")
    assert "added    two.yaml" in first.out
    assert "refused  ioc.yaml, Two, packages: 'no id' cannot be the id of an Android package" in first.out
    assert "1 added, 0 changed, 0 removed, 0 unchanged, 1 refused" in first.out
    assert read_family(into / "two.yaml").source_name == "AssoEchap/stalkerware-indicators"
    assert "1 unchanged" in clearsight("signatures", "import", upstream, *options).out


def test_the_command_wants_to_know_where_a_list_comes_from(clearsight: Run, upstream: Path, tmp_path: Path) -> None:
    """Commit and day always; the licence where the project is another one."""
    into = tmp_path / "families"
    assert clearsight("signatures", "import", upstream, "--into", into).code == 2
    options = ("--into", into, "--commit", "1", "--date", "2026-03-04", "--source-name", "others/list")
    unlicensed = clearsight("signatures", "import", upstream, *options)
    assert (unlicensed.code, "--licence" in unlicensed.err) == (2, True)
    assert clearsight("signatures", "import", upstream, *options, "--licence", "MIT").code == 0
    assert read_family(into / "two.yaml").source_licence == "MIT"
