"""The list is brought up to date as a whole or not at all, the one before is kept, and nothing of it is silent."""

from __future__ import annotations

import datetime
import errno
import json
import os
import shutil
import stat
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from scanner.detect.signatures import load_signatures
from scanner.download import Origin, Wanted
from scanner.errors import DataError, InputError, ScannerError, UsageError
from scanner.fetch import Limits
from scanner.update import Updated, undo, update
from scanner.updated import read_versions, updates_dir
from tests.https_server import Site, certificate, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.conftest import Outcome
    from tests.https_server import Handler

NAME = "AssoEchap/stalkerware-indicators"
TODAY = datetime.date(2026, 11, 24)
LIMITS = Limits(answer=0.5, file=1.0, together=4.0)
SHA256 = "7f" * 32
COMMIT = "0123456789abcdef0123456789abcdef01234567"
BUNDLED_IDS = 641
IDS = [f"com.example.app{number}" for number in range(400)]


def ioc(*packages: str, name: str = "Spy") -> bytes:
    lines = "".join(f"  - {package}\n" for package in packages)
    return f"- name: {name}\n  type: stalkerware\n  packages:\n{lines}".encode()


def files(prefix: str, *packages: str) -> dict[str, bytes]:
    return {
        f"{prefix}/ioc.yaml": ioc(*(packages or IDS)),
        f"{prefix}/watchware.yaml": b"- name: Watch\n  type: watchware\n  packages: [com.example.watch]\n",
        f"{prefix}/samples.csv": f"SHA256,Package Name,Certificate,Version,App\n{SHA256},x.y,,1,Spy\n".encode(),
    }


def commit(day: str, sha: str = COMMIT) -> bytes:
    return json.dumps({"sha": sha, "commit": {"committer": {"date": f"{day}T01:02:03Z"}}}).encode()


@pytest.fixture(scope="module")
def pems(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return certificate(tmp_path_factory.mktemp("pems"))


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, pems: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Give every test a configuration folder of its own, and trust in the server's certificate."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SSL_CERT_FILE", str(pems[0]))
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def site(pems: tuple[Path, Path]) -> Iterator[Site]:
    with serving(pems[1]) as running:
        running.pages.update({"/feed/HEAD": commit("2026-10-01"), **files(f"/files/{COMMIT}")})
        yield running


def bring(site: Site, **wanted: Any) -> Updated:  # noqa: ANN401 - the fields of Wanted
    origin = Origin(NAME, "CC-BY-4.0", f"{site.url}/feed/", f"{site.url}/files/")
    return update(Wanted(**wanted), origin=origin, today=TODAY, limits=LIMITS)


def complaint(kind: type[ScannerError], call: Callable[[], object]) -> str:
    """Return message and hint of an error; the list in force is still the one that it was, and no piece is left."""
    before = in_force()
    with pytest.raises(kind) as caught:
        call()
    assert in_force() == before
    assert list(folder().glob(".*")) == []
    return f"{caught.value.message} {caught.value.hint}"


def folder() -> Path:
    found = updates_dir()
    assert found is not None
    return found


def in_force() -> tuple[str, int]:
    """Return day and number of ids of the list in force."""
    info = next(row for row in load_signatures().lists if row.name == NAME)
    return info.date, info.packages


def test_the_newest_list_takes_the_place_of_the_bundled_one(site: Site) -> None:
    """Its ids and hashes match, those that it dropped do not, and what changed is told."""
    done = bring(site)
    assert (done.source.commit, done.source.date) == (COMMIT[:7], "2026-10-01")
    assert in_force() == ("2026-10-01", 401)
    loaded = load_signatures()
    assert [row.family.name for row in loaded.match("com.example.app7")] == ["Spy"]
    assert [row.family.name for row in loaded.match("x.y", (), SHA256)] == ["Spy"]
    assert loaded.match("com.systemservice") == ()
    assert loaded.updated == done.folder
    assert (done.added, done.changed) == (("Spy (stalkerware)", "Watch (watchware)"), ())
    assert "TheTruthSpy (stalkerware)" in done.removed
    assert (done.before.packages, done.after.packages, done.after.hashes) == (BUNDLED_IDS, 401, 1)


def test_the_folder_is_the_owners_alone(site: Site) -> None:
    """Whoever else uses this computer cannot see what it was used for."""
    bring(site)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder(), *folder().rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_a_second_update_keeps_the_first_and_undo_goes_back(site: Site) -> None:
    """One version before the current one is kept, not all of them; from the first, undo leads to the bundled list."""
    first = bring(site)
    other = "f" * 40
    site.pages.update({"/feed/HEAD": commit("2026-10-02", other), **files(f"/files/{other}", *IDS, "com.example.new")})
    second = bring(site)
    assert (second.added, second.changed, second.removed) == ((), ("Spy (stalkerware)",), ())
    third_commit = "e" * 40
    site.pages.update({"/feed/HEAD": commit("2026-10-03", third_commit), **files(f"/files/{third_commit}")})
    third = bring(site)
    assert first.folder is not None
    assert not first.folder.exists()
    assert undo() == second.folder
    assert in_force() == ("2026-10-02", 402)
    assert third.folder is not None
    assert not third.folder.exists()
    assert undo() is None
    assert in_force()[1] == BUNDLED_IDS
    assert "no update to undo" in complaint(UsageError, undo)


def test_a_list_that_is_in_force_is_not_fetched_again(site: Site) -> None:
    """Only the feed is asked."""
    bring(site)
    site.asked.clear()
    assert bring(site).folder is None
    assert site.asked == ["/feed/HEAD"]


def test_a_commit_can_be_named(site: Site) -> None:
    """Its day is looked up, or named too; then no feed is asked."""
    site.pages[f"/feed/{COMMIT[:7]}"] = commit("2026-09-01")
    assert bring(site, commit=COMMIT[:7]).source.date == "2026-09-01"
    undo()
    site.asked.clear()
    bring(site, commit=COMMIT, date="2026-09-02")
    assert site.asked == [f"/files/{COMMIT}/{name}" for name in ("ioc.yaml", "watchware.yaml", "samples.csv")]


def test_a_mirror_can_be_named(site: Site) -> None:
    """With the version that it holds, which a mirror does not tell."""
    site.pages.update(files("/mirror"))
    for slash in ("", "/"):
        done = bring(site, mirror=f"{site.url}/mirror{slash}", commit="abcdef0", date="2026-10-05", force=True)
        assert done.source.name == NAME
    assert set(site.asked) == {"/mirror/ioc.yaml", "/mirror/watchware.yaml", "/mirror/samples.csv"}


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"mirror": "http://127.0.0.1/x", "commit": "abcdef0", "date": "2026-10-05"}, "must begin with https://"),
        ({"mirror": "https://127.0.0.1/x"}, "needs --commit and --date"),
        ({"commit": "main"}, "7 to 64 hexadecimal digits"),
        ({"commit": "../../x"}, "7 to 64 hexadecimal digits"),
        ({"commit": COMMIT, "date": "soon"}, "must be a day"),
    ],
)
def test_wishes_that_do_not_fit_are_refused(site: Site, wanted: dict[str, str], message: str) -> None:
    """Before anybody is asked."""
    assert message in complaint(UsageError, lambda: bring(site, **wanted))
    assert site.asked == []


@pytest.mark.parametrize(
    "told",
    [b"", b"{}", b"[]", b"null", b'{"sha": "xyz", "commit": {"committer": {"date": "2026-10-01T"}}}', commit("soon"),
     b'{"sha": 1, "commit": []}', b"[" * 5000],
)  # fmt: skip
def test_a_feed_that_tells_no_commit_is_told(site: Site, told: bytes) -> None:
    """And that one can be named by hand."""
    site.pages["/feed/HEAD"] = told
    words = complaint(InputError, lambda: bring(site))
    assert "does not tell the newest commit" in words
    assert "--commit and --date" in words


def late(asked: Handler) -> None:
    """Send headers a letter at a time, each well within the time for an answer."""
    for _ in range(30):
        asked.wfile.write(b"H")
        asked.wfile.flush()
        time.sleep(0.1)


@pytest.mark.parametrize(
    ("page", "answer", "message"),
    [
        ("ioc.yaml", None, "answered 404"),
        ("samples.csv", None, "answered 404"),
        ("watchware.yaml", late, "was not there within 1 seconds"),
        ("ioc.yaml", lambda asked: asked.send(b"", 302, Location="http://127.0.0.1:1/"), "which is not https"),
        ("ioc.yaml", lambda asked: asked.send(b"abc", Content_Length="99"), "cut short"),
        ("samples.csv", lambda asked: asked.send(b"x" * (8 << 20) + b"x"), "larger than 8388608 bytes"),
    ],
)
def test_what_cannot_be_fetched_changes_nothing(site: Site, page: str, answer: object, message: str) -> None:
    """Any file of it that is missing, late, cut, led astray or too large."""
    site.pages[f"/files/{COMMIT}/{page}"] = answer  # type: ignore[assignment]
    assert message in complaint(InputError, lambda: bring(site))


@pytest.mark.parametrize(
    ("page", "content", "message"),
    [
        ("ioc.yaml", b"- name: [", "ioc.yaml:"),
        ("ioc.yaml", b"<html>Too many requests</html>", "ioc.yaml:"),
        ("ioc.yaml", b"", "ioc.yaml:"),
        ("ioc.yaml", b"[]", "holds no family"),
        ("ioc.yaml", b"\xff\xfe\x00", "is not UTF-8 text"),
        ("watchware.yaml", b"- name: Watch\n", "watchware.yaml:1: key '[0].type': is missing"),
        ("samples.csv", b"SHA256,Package Name,Certificate,Version,App\nabc\n", "samples.csv:2"),
        ("ioc.yaml", ioc(*IDS, "com.android.settings"), "is a part of Android"),
        ("ioc.yaml", ioc(*IDS[:300]), "less than half"),
    ],
)
def test_a_list_that_is_broken_or_shrunk_changes_nothing(site: Site, page: str, content: bytes, message: str) -> None:
    """A page of a server's complaint, half a list, and one that would match every phone."""
    site.pages[f"/files/{COMMIT}/{page}"] = content
    words = complaint(DataError, lambda: bring(site))
    assert message in words
    assert "The list in force stays as it is." in words


def test_an_older_list_or_one_of_the_future_is_refused(site: Site) -> None:
    """The one because it knows less, the other because no later list could ever follow it."""
    site.pages["/feed/HEAD"] = commit("2026-01-01")
    words = complaint(DataError, lambda: bring(site))
    assert "the list is of 2026-01-01, and the one in force of 2026-06-21" in words
    assert "--force" in words
    site.pages["/feed/HEAD"] = commit("2027-01-01")
    assert "has not come yet" in complaint(DataError, lambda: bring(site, force=True))


def test_force_takes_an_older_and_a_shrunken_list(site: Site) -> None:
    """It is in force then, although the program comes with a newer one."""
    site.pages.update({"/feed/HEAD": commit("2026-01-01"), **files(f"/files/{COMMIT}", "com.example.one")})
    bring(site, force=True)
    assert in_force() == ("2026-01-01", 2)


def test_a_copy_that_the_program_has_overtaken_is_not_in_force(site: Site) -> None:
    """After an upgrade, the newer of the two counts."""
    site.pages["/feed/HEAD"] = commit("2026-06-21")
    bring(site)
    assert in_force() == ("2026-06-21", BUNDLED_IDS)
    assert load_signatures().updated is None


def test_a_broken_copy_is_told_and_can_be_left(site: Site) -> None:
    """Never passed over in silence: whoever updated relies on it. Another update, an undo, or deleting it helps."""
    done = bring(site)
    assert done.folder is not None
    (done.folder / "families" / "spy.yaml").write_text("name: [")
    with pytest.raises(DataError) as caught:
        load_signatures()
    assert "spy.yaml" in caught.value.message
    assert "--undo" in caught.value.hint
    assert str(folder()) in caught.value.hint
    again = bring(site)
    assert again.folder is not None
    assert not done.folder.exists()
    assert in_force()[1] == 401
    shutil.rmtree(again.folder)
    with pytest.raises(DataError, match="does not exist"):
        load_signatures()
    assert undo() is None
    assert in_force()[1] == BUNDLED_IDS


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b'{"current": null}',
     b'{"current": {"folder": "../x", "forced": false}, "previous": null}',
     b'{"current": {"folder": 1, "forced": false}, "previous": null}', b"[" * 5000, b"\xff", b" " * 5000],
)  # fmt: skip
def test_versions_that_cannot_be_read_are_told(content: bytes) -> None:
    """With the folder to delete; a name that leads out of it is none."""
    folder().mkdir(parents=True)
    (folder() / "versions.json").write_bytes(content)
    with pytest.raises(DataError) as caught:
        load_signatures()
    assert "does not say which version" in caught.value.message
    assert f"Delete {folder()}" in caught.value.hint


@pytest.mark.parametrize("step", ["mkdir", "write_bytes", "rename", "replace"])
def test_a_full_disk_changes_nothing(site: Site, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """At whatever step it fills; the copy in force stays, and no piece is left."""
    bring(site)
    other = "d" * 40
    site.pages.update({"/feed/HEAD": commit("2026-10-02", other), **files(f"/files/{other}")})
    kept = sorted(path.name for path in folder().iterdir())
    real = getattr(Path, step)

    def full(path: Path, *more: object, **named: object) -> object:
        if path.is_relative_to(folder()) and path != folder():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, *more, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Path, step, full)
        words = complaint(UsageError, lambda: bring(site))
    assert "No space left" in words
    assert sorted(path.name for path in folder().iterdir()) == kept


def test_a_place_that_cannot_be_written_is_told(site: Site) -> None:
    """Here a file stands where the folder should be."""
    folder().parent.mkdir(parents=True)
    folder().write_bytes(b"")
    with pytest.raises(UsageError, match="cannot be written"):
        bring(site)
    assert read_versions(folder()).current is None


def test_the_command_says_what_changed_and_how_to_go_back(site: Site, clearsight: Callable[..., Outcome]) -> None:
    """Within 80 columns, but for the folder, which can be copied whole."""
    site.pages.update(files("/mirror"))
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    wanted = ("--url", f"{site.url}/mirror", "--commit", "abcdef0", "--date", today)
    shown = clearsight("signatures", "update", *wanted)
    assert shown.code == 0
    assert "Fetching from 127.0.0.1" in shown.err
    for words in ("added    Spy (stalkerware)", "removed  and 154 more", "package ids   641 -> 401", "update --undo"):
        assert words in shown.out
    assert max(len(line) for line in shown.out.splitlines() if not line.startswith("Kept in")) <= 80
    info = clearsight("signatures", "info").out
    assert f"date          {today} (0 days old)" in info
    assert f"in force: the updated copy in {folder()}" in info
    assert "is the newest" in clearsight("signatures", "update", *wanted).out
    assert "the list that comes with this program" in clearsight("signatures", "update", "--undo").out
    assert "in force: the list that comes with this program" in clearsight("signatures", "info").out


def test_the_command_gives_the_exit_code_of_what_went_wrong(site: Site, clearsight: Callable[..., Outcome]) -> None:
    """Wrong usage 2, a list that cannot be had or is broken 22."""
    wanted = ("--url", f"{site.url}/none", "--commit", "abcdef0", "--date", "2026-10-05")
    missing = clearsight("signatures", "update", *wanted)
    assert (missing.code, "answered 404" in missing.err) == (22, True)
    assert clearsight("signatures", "update", "--undo").code == 2
    assert clearsight("signatures", "update", "--undo", "--force").code == 2
    assert clearsight("signatures", "update", "--url", "http://127.0.0.1/").code == 2
