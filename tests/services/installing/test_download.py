"""A download over a real connection: whole, broken off and resumed, refused, cancelled."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mineral_desk.domain.errors import DownloadFailed, ModelAltered, UsageError
from mineral_desk.domain.progress import finish
from mineral_desk.services.installing import download as downloading
from mineral_desk.services.installing.download import PartFile, download, is_address, refuse_address
from tests.services.installing.models_at_hand import Serving, serving

DATA = os.urandom(3_000_000)
SHA256 = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(DATA) as server:
        yield server


def fetched(server: Serving, folder: Path, sha256: str = SHA256) -> bytes:
    return finish(download(server.address, folder, sha256)).path.read_bytes()


def test_a_file_comes_whole_and_tells_how_far_it_is(server: Serving, tmp_path: Path) -> None:
    steps = list(download(server.address, tmp_path, SHA256.upper()))
    assert PartFile.of(server.address, tmp_path).path.read_bytes() == DATA
    assert (steps[0].done, steps[0].total) == (0, len(DATA))
    assert max(step.done for step in steps) == len(DATA)
    assert "Range" not in server.asked[0]


def test_a_connection_that_breaks_is_made_anew_where_it_broke(server: Serving, tmp_path: Path) -> None:
    server.cut_after = [1_000_000, 500_000]
    assert fetched(server, tmp_path) == DATA
    assert [one.get("Range") for one in server.asked] == [None, "bytes=1000000-", "bytes=1500000-"]
    assert server.asked[1]["If-Range"] == server.mark


def test_what_has_come_stays_when_nothing_more_comes(server: Serving, tmp_path: Path) -> None:
    server.cut_after = [1_000_000, 0, 0]
    with pytest.raises(DownloadFailed, match="1000000 bytes have come") as fault:
        fetched(server, tmp_path)
    assert "goes on where it stopped" in fault.value.hint
    assert PartFile.of(server.address, tmp_path).byte_size == 1_000_000
    assert fetched(server, tmp_path) == DATA
    assert server.asked[-1]["Range"] == "bytes=1000000-"


def test_cancelling_keeps_what_has_come(server: Serving, tmp_path: Path) -> None:
    job = download(server.address, tmp_path, SHA256)
    for step in job:
        if step.done > 500_000:
            break
    job.close()
    part = PartFile.of(server.address, tmp_path)
    assert 500_000 < part.byte_size < len(DATA)
    assert fetched(server, tmp_path) == DATA
    assert server.asked[-1]["Range"].startswith("bytes=")


def test_another_version_on_the_server_begins_anew(server: Serving, tmp_path: Path) -> None:
    server.cut_after = [1_000_000, 0, 0]
    with pytest.raises(DownloadFailed):
        fetched(server, tmp_path)
    server.data, server.mark = DATA[::-1], '"two"'
    assert fetched(server, tmp_path, hashlib.sha256(DATA[::-1]).hexdigest()) == DATA[::-1]


def test_a_server_without_ranges_begins_anew(server: Serving, tmp_path: Path) -> None:
    server.cut_after, server.knows_ranges = [1_000_000], False
    assert fetched(server, tmp_path) == DATA


def test_what_had_come_whole_is_not_fetched_again(server: Serving, tmp_path: Path) -> None:
    fetched(server, tmp_path)
    assert fetched(server, tmp_path) == DATA
    assert server.asked[-1]["Range"] == f"bytes={len(DATA)}-"


def test_more_than_the_server_has_begins_anew(server: Serving, tmp_path: Path) -> None:
    fetched(server, tmp_path)
    with PartFile.of(server.address, tmp_path).path.open("ab") as part:
        part.write(b"more")
    assert fetched(server, tmp_path) == DATA


def test_a_wrong_sha256_leaves_nothing(server: Serving, tmp_path: Path) -> None:
    with pytest.raises(ModelAltered, match="another sha256"):
        fetched(server, tmp_path, "0" * 64)
    assert list(tmp_path.iterdir()) == []


def test_a_part_that_was_spoilt_is_noticed_and_dropped(server: Serving, tmp_path: Path) -> None:
    server.cut_after = [1_000_000, 0, 0]
    with pytest.raises(DownloadFailed):
        fetched(server, tmp_path)
    part = PartFile.of(server.address, tmp_path)
    part.path.write_bytes(b"x" * 1_000_000)
    with pytest.raises(ModelAltered):
        fetched(server, tmp_path)
    assert fetched(server, tmp_path) == DATA


@pytest.mark.parametrize(("status", "hint"), [(404, "Check the address"), (503, "Try again later")])
def test_an_answer_that_is_no_file_is_told(server: Serving, tmp_path: Path, status: int, hint: str) -> None:
    server.status = status
    with pytest.raises(DownloadFailed, match=str(status)) as fault:
        fetched(server, tmp_path)
    assert hint in fault.value.hint


def test_nobody_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(DATA) as gone:
        address = gone.address
    with pytest.raises(DownloadFailed, match="could not be downloaded"):
        finish(download(address, tmp_path))


def test_a_redirection_may_not_lead_where_the_user_could_not_go(server: Serving, tmp_path: Path) -> None:
    server.redirect_to = "http://example.org/small.zip"
    with pytest.raises(UsageError, match="https"):
        fetched(server, tmp_path)
    server.redirect_to = "file:///etc/passwd"
    with pytest.raises(DownloadFailed, match="not allowed"):
        fetched(server, tmp_path)


def test_a_file_too_large_is_refused_before_it_comes(
    server: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "MAX_BYTES", 1_000_000)
    with pytest.raises(DownloadFailed, match="larger"):
        fetched(server, tmp_path)
    assert PartFile.of(server.address, tmp_path).byte_size == 0


@pytest.mark.parametrize("url", ["http://example.org/a", "ftp://example.org/a", "file:///etc/passwd", "https://", "a"])
def test_only_https_addresses(url: str) -> None:
    with pytest.raises(UsageError, match="https"):
        refuse_address(url)


def test_https_and_this_computer_are_allowed() -> None:
    refuse_address("https://example.org/small.zip")
    refuse_address("http://localhost:8000/small.zip")
    assert is_address("https://example.org")
    assert not is_address("C:\\models\\small.zip")


def test_addresses_in_messages_hide_keys(server: Serving, tmp_path: Path) -> None:
    server.status = 404
    with pytest.raises(DownloadFailed) as fault:
        finish(download(f"{server.address}?key=secret", tmp_path))
    assert "secret" not in str(fault.value)
