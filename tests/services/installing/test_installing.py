"""Installing: whole or not at all, from a stick or from an address; hostile files are refused, the old model stays."""

import hashlib
import os
import re
import stat
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mineral_desk.domain.errors import (
    MineralDeskError,
    ModelAltered,
    ModelHarmful,
    ModelMissing,
    ModelUnfit,
    UsageError,
)
from mineral_desk.domain.progress import finish
from mineral_desk.services.installing import installing, sources
from mineral_desk.services.installing.installing import Installed, install_model, remove_model
from mineral_desk.services.paths import Folders
from mineral_desk.services.trying import limits
from mineral_desk.vision.model_store import ModelStore
from tests.services.installing.models_at_hand import Serving, model_files, packed, packed_model, serving
from tests.services.trying.harmful_models import (
    endless,
    hungry,
    onnx,
    with_foreign_operator,
    with_weights_elsewhere,
    write_harmful,
)


def install(folders: Folders, source: Path | str, sha256: str = "", name: str = "") -> Installed:
    return finish(install_model(folders, source, sha256, name))


def installed_bytes(folders: Folders, name: str = "small") -> bytes:
    return ModelStore(folders.models).load(name).data


def leftovers(folders: Folders) -> list[str]:
    """What lies in the folder of installed models beside them and downloads."""
    return [one.name for one in folders.own_models.iterdir() if "@" not in one.name and one.name != ".downloads"]


@pytest.fixture
def old(folders: Folders, tmp_path: Path) -> bytes:
    """The model that is there before, which no failure may touch."""
    install(folders, packed_model(tmp_path, seed=1))
    return installed_bytes(folders)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, bytes]:
    return model_files(tmp_path / "files")


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Serving]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(packed_model(tmp_path).read_bytes()) as server:
        yield server


def test_from_a_folder_a_card_or_a_zip_file(folders: Folders, tmp_path: Path, files: dict[str, bytes]) -> None:
    for number, source in enumerate(
        (tmp_path / "files", tmp_path / "files" / "small.toml", packed(tmp_path / "a.zip", files)), start=1
    ):
        done = install(folders, source)
        assert (done.card.name, done.card.version, done.replaced) == ("small", "7", number > 1)
        assert done.folder == folders.own_models / f"small@{number}"
        assert installed_bytes(folders) == files["small.onnx"]
    assert [one.name for one in folders.own_models.iterdir()] == ["small@3"]
    assert "small" in ModelStore(folders.models).names()


def test_a_zip_file_may_hold_a_folder_and_more_than_the_card_names(
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
) -> None:
    inside = {f"small-1.0/{name}": data for name, data in files.items()}
    extras = {"small-1.0/README.md": b"read me", "__MACOSX/small-1.0/._small.toml": b"", "small-1.0/.DS_Store": b""}
    done = install(folders, packed(tmp_path / "a.zip", inside | extras))
    assert sorted(one.name for one in done.folder.iterdir()) == ["small.labels.txt", "small.onnx", "small.toml"]


def test_under_another_name(folders: Folders, tmp_path: Path) -> None:
    done = install(folders, packed_model(tmp_path, "species"), name="Mein Modell 2")
    assert ModelStore(folders.models).load("Mein Modell 2").card.ref == done.card.ref
    with pytest.raises(UsageError, match="comes with the program"):
        install(folders, packed_model(tmp_path, "Species"))
    for wrong in ("a/b", "../a", "a@1", ".a", "a ", "x" * 65):
        with pytest.raises(UsageError, match="no name for a model"):
            install(folders, packed_model(tmp_path), name=wrong)


def test_a_sha256_is_compared(folders: Folders, tmp_path: Path) -> None:
    path = packed_model(tmp_path)
    install(folders, path, hashlib.sha256(path.read_bytes()).hexdigest())
    with pytest.raises(ModelAltered, match="another sha256"):
        install(folders, path, "0" * 64)
    with pytest.raises(UsageError, match="that of a ZIP file"):
        install(folders, tmp_path, "0" * 64)


HOSTILE_NAMES = [
    "../small.onnx",
    "/etc/small.onnx",
    "a/../../small.onnx",
    "a\\..\\small.onnx",
    "C:/small.onnx",
    "a/b:c",
]


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_names_that_lead_out_of_the_archive_are_refused(
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
    old: bytes,
    name: str,
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one, data in files.items():
            archive.writestr(one, data)
        entry = zipfile.ZipInfo("x")
        entry.filename = name
        archive.writestr(entry, b"data")
    refused(folders, path, "leads out of its folder", old)


def refused(folders: Folders, source: Path, said: str, old: bytes, kind: type[Exception] = ModelUnfit) -> None:
    with pytest.raises(kind, match=said) as fault:
        install(folders, source)
    assert isinstance(fault.value, MineralDeskError)
    assert fault.value.hint
    assert installed_bytes(folders) == old
    assert leftovers(folders) == []


def test_links_are_refused(folders: Folders, tmp_path: Path, files: dict[str, bytes], old: bytes) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for one, data in files.items():
            entry = zipfile.ZipInfo(one)
            is_model = one == "small.onnx"
            entry.external_attr = (stat.S_IFLNK | 0o777) << 16 if is_model else 0
            archive.writestr(entry, b"/etc/passwd" if is_model else data)
    refused(folders, path, "is a link", old)


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_in_a_folder_are_refused(folders: Folders, tmp_path: Path, files: dict[str, bytes], old: bytes) -> None:
    place = tmp_path / "files"
    (place / "small.onnx").rename(tmp_path / "elsewhere.onnx")
    (place / "small.onnx").symlink_to(tmp_path / "elsewhere.onnx")
    assert files
    refused(folders, place, "no file but a link", old)


def test_bombs_are_refused(
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
    old: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bomb = packed(tmp_path / "a.zip", files | {"zeros.bin": b"\0" * 30_000_000})
    assert bomb.stat().st_size < 100_000
    monkeypatch.setattr(sources, "MAX_UNPACKED_BYTES", 20_000_000)
    refused(folders, bomb, "holds more than a model has", old)
    many = packed(tmp_path / "b.zip", files | {f"{number}.txt": b"" for number in range(600)})
    refused(folders, many, "holds more than a model has", old)


def test_a_size_that_lies_is_noticed(folders: Folders, tmp_path: Path, files: dict[str, bytes], old: bytes) -> None:
    path = packed(tmp_path / "a.zip", files)
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(b"small.onnx"))
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")  # the size that the directory tells
    path.write_bytes(data)
    with pytest.raises((ModelUnfit, ModelAltered)):
        install(folders, path)
    assert installed_bytes(folders) == old


def test_a_model_larger_than_a_model_is_refused(
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
    old: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(installing, "MAX_MODEL_BYTES", 1000)
    refused(folders, packed(tmp_path / "a.zip", files), "larger than a model", old)


@pytest.mark.parametrize("cut", [10, 400, -30])
def test_archives_cut_short_are_refused(
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
    old: bytes,
    cut: int,
) -> None:
    path = packed(tmp_path / "a.zip", files)
    path.write_bytes(path.read_bytes()[:cut])
    refused(folders, path, "no ZIP file with a model", old)


def test_damage_inside_is_refused(folders: Folders, tmp_path: Path, files: dict[str, bytes], old: bytes) -> None:
    path = packed(tmp_path / "a.zip", files)
    data = bytearray(path.read_bytes())
    middle = data.index(b"small.onnx") + 200
    data[middle : middle + 40] = bytes(40)
    path.write_bytes(data)
    refused(folders, path, "cannot be unpacked", old)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (('file = "small.onnx"', 'file = "../../small.onnx"'), "outside its folder"),
        (('file = "small.onnx"', 'file = "/etc/passwd"'), "outside its folder"),
        (('file = "small.onnx"', 'file = ".hidden"'), "outside its folder"),
        (('file = "small.onnx"', 'file = "small.toml"'), "or a card"),
        (("temperature", "temprature"), "unknown key"),
        (("size_px = 32", "size_px = 64"), "promises an input"),
        (("[input]", "[input"), "does not make sense"),
        (('file = "small.onnx"', 'file = ""'), "outside its folder"),
    ],
)
def test_cards_that_do_not_fit_are_refused(  # noqa: PLR0917  fixtures
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
    old: bytes,
    words: tuple[str, str],
    said: str,
) -> None:
    text = files["small.toml"].decode()
    assert words[0] in text
    files["small.toml"] = text.replace(*words, 1).encode()
    refused(folders, packed(tmp_path / "a.zip", files), said, old)


def test_a_wrong_sha256_on_the_card_is_refused(
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
    old: bytes,
) -> None:
    files["small.onnx"] = model_files(tmp_path / "other", seed=5)["small.onnx"]
    refused(folders, packed(tmp_path / "a.zip", files), "not the one its card describes", old, ModelAltered)


def test_labels_of_another_length_are_refused(
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
    old: bytes,
) -> None:
    labels = files["small.labels.txt"] + b"Gold\n"
    was, now = (hashlib.sha256(one).hexdigest() for one in (files["small.labels.txt"], labels))
    files["small.labels.txt"] = labels
    files["small.toml"] = files["small.toml"].replace(was.encode(), now.encode())
    refused(folders, packed(tmp_path / "a.zip", files), "7 names apart, its list of labels has 8", old)


def test_a_file_that_is_not_there_is_refused(
    folders: Folders,
    tmp_path: Path,
    files: dict[str, bytes],
    old: bytes,
) -> None:
    del files["small.labels.txt"]
    refused(folders, packed(tmp_path / "a.zip", files), r"does not hold small\.labels\.txt", old, ModelMissing)


def test_no_card_or_several_are_refused(folders: Folders, tmp_path: Path, files: dict[str, bytes], old: bytes) -> None:
    refused(folders, packed(tmp_path / "a.zip", files | {"b.toml": b""}), r"must hold one card", old, UsageError)
    refused(folders, packed(tmp_path / "b.zip", {"a.txt": b""}), "it holds no card", old, UsageError)
    refused(folders, tmp_path / "files" / "small.onnx", "no ZIP file", old)
    refused(folders, tmp_path / "nowhere", "does not exist", old, UsageError)


def test_cancelled_at_any_step_the_old_model_stays(folders: Folders, tmp_path: Path, old: bytes) -> None:
    told = list(install_model(folders, packed_model(tmp_path, name="count")))
    copied = sum(step.total > 0 for step in told)
    assert 2 <= copied < len(told)
    source = packed_model(tmp_path)
    for step in range(copied + 1):  # the last one is the first of those in which the model is tried
        job = install_model(folders, source)
        for _ in range(step + 1):
            next(job)
        job.close()
        assert installed_bytes(folders) == old
        assert leftovers(folders) == []


@pytest.mark.parametrize(
    ("harm", "kind", "said"),
    [
        (endless(), ModelHarmful, "small came to no end within"),
        (hungry(), ModelHarmful, "wants more than the .* of memory"),
        (with_foreign_operator(), ModelUnfit, "needs operators of"),
        (with_weights_elsewhere(key=b"\x0a\x88\x00location"), ModelUnfit, "keeps its weights in another file"),
    ],
    ids=["endless", "hungry", "foreign", "elsewhere"],
)
def test_models_made_to_harm_are_refused(  # noqa: PLR0917  fixtures
    folders: Folders,
    tmp_path: Path,
    old: bytes,
    monkeypatch: pytest.MonkeyPatch,
    harm: "onnx.ModelProto | bytes",
    kind: type[Exception],
    said: str,
) -> None:
    monkeypatch.setattr(limits, "LEAST_CPU_S", 3.0)
    refused(folders, write_harmful(tmp_path / "harm", harm), said, old, kind)


def test_from_an_address(folders: Folders, server: Serving) -> None:
    assert install(folders, server.address).card.name == "small"
    assert list((folders.own_models / ".downloads").iterdir()) == []


def test_from_an_address_broken_off_cancelled_and_resumed(folders: Folders, server: Serving, old: bytes) -> None:
    server.cut_after = [500, 0, 0]
    with pytest.raises(MineralDeskError, match="500 bytes have come"):
        install(folders, server.address)
    assert installed_bytes(folders) == old
    job = install_model(folders, server.address)
    next(job)
    job.close()
    assert installed_bytes(folders) == old
    assert install(folders, server.address).replaced
    assert installed_bytes(folders) != old
    assert server.asked[-1]["Range"] == "bytes=500-"


def test_from_an_address_with_a_wrong_sha256(folders: Folders, server: Serving, old: bytes) -> None:
    with pytest.raises(ModelAltered):
        install(folders, server.address, "f" * 64)
    assert installed_bytes(folders) == old
    assert list((folders.own_models / ".downloads").iterdir()) == []


def test_what_is_refused_is_fetched_anew_next_time(folders: Folders, server: Serving, old: bytes) -> None:
    good, server.data = server.data, b"<html>log in first</html>"
    with pytest.raises(ModelUnfit, match="is no ZIP file with a model"):
        install(folders, server.address)
    server.data = good
    assert install(folders, server.address).replaced
    assert installed_bytes(folders) != old


def test_models_are_removed_but_shipped_ones_stay(folders: Folders, old: bytes) -> None:
    assert old
    with pytest.raises(UsageError, match="is in use"):
        remove_model(folders, "small", "small")
    remove_model(folders, "small", "species")
    assert "small" not in ModelStore(folders.models).names()
    assert list(folders.own_models.iterdir()) == []
    for name, said in (("small", "no model small"), ("species", "comes with the program"), ("../species", "no model")):
        with pytest.raises(UsageError, match=said):
            remove_model(folders, name, "species")
    assert ModelStore(folders.models).card("species").name == "species"


def test_a_model_put_there_by_hand_is_renewed_and_removed(folders: Folders, tmp_path: Path) -> None:
    model_files(folders.own_models)
    (folders.own_models / "notes.txt").write_text("mine", "utf-8")
    assert install(folders, packed_model(tmp_path, seed=3)).replaced
    assert sorted(one.name for one in folders.own_models.iterdir()) == ["notes.txt", "small@1"]
    remove_model(folders, "small", "species")
    model_files(folders.own_models)
    (folders.own_models / "other.toml").write_text(
        re.sub('file = "small.onnx"', 'file = "small.onnx" # shared', (folders.own_models / "small.toml").read_text())
    )
    remove_model(folders, "small", "species")
    assert sorted(one.name for one in folders.own_models.glob("*")) == [
        "notes.txt", "other.toml", "small.labels.txt", "small.onnx",
    ]  # fmt: skip


def test_the_newest_version_counts_and_leftovers_of_crashes_do_not(folders: Folders, tmp_path: Path) -> None:
    first = install(folders, packed_model(tmp_path, seed=1)).folder
    newest = install(folders, packed_model(tmp_path, seed=2)).folder
    model_files(first, seed=1)  # as if the program had been killed before it removed the older one
    abandoned, part = folders.own_models / ".unfinished.1234", folders.own_models / ".downloads" / "a.part"
    abandoned.mkdir()
    part.parent.mkdir()
    part.write_bytes(b"half")
    os.utime(abandoned, (0, time.time() - 2 * installing.ABANDONED_S))
    os.utime(part, (0, time.time() - 2 * installing.PARTS_KEPT_S))
    assert ModelStore(folders.models).card_file("small").parent == newest
    install(folders, packed_model(tmp_path, seed=3))
    assert sorted(one.name for one in folders.own_models.iterdir()) == [".downloads", "small@3"]
    assert not part.exists()
