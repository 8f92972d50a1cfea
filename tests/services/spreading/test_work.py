"""What a worker answers, asked in this process."""

import pickle
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mineral_desk import __version__
from mineral_desk.domain.analysis import NO_OVERRULES, Overrules
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.phrase import Phrase
from mineral_desk.domain.records import analysis_to_record
from mineral_desk.services.analysing import analyse_alone, fingerprint
from mineral_desk.services.desk import Desk
from mineral_desk.services.spreading import work
from mineral_desk.services.spreading.parcels import Parcel, analysis_in, answer_with, parcel
from mineral_desk.services.spreading.work import analyse_parcel, sees
from mineral_desk.services.taking_in import facts


@pytest.fixture
def photo(resources_folder: Path) -> Path:
    return resources_folder / "demo" / "FMM_31907_01.jpg"


@pytest.fixture(autouse=True)
def worker(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The worker's own Desk, its models loaded."""
    own = Desk(desk.folders, desk.settings)
    own._pipeline = desk.pipeline
    monkeypatch.setattr(work, "_OPENED", [own])
    return own


def asked(desk: Desk, path: Path, content: bytes | None = None, overrules: Overrules = NO_OVERRULES) -> Parcel:
    mark = fingerprint(desk, overrules)
    return parcel(facts(path), desk.settings.analysis, overrules, mark, __version__, content)


def test_an_analysis_comes_back_as_it_was_made(desk: Desk, photo: Path) -> None:
    desk.settings = replace(desk.settings, analysis=replace(desk.settings.analysis, cube_edge_mm=12.5))
    overrules = Overrules(covered_px=(Box(0.0, 0.0, 40.0, 30.0),))
    here = analyse_alone(desk, photo, overrules)
    there = analysis_in(analyse_parcel(asked(desk, photo, overrules=overrules)), facts(photo))
    for one in (here, there):
        assert one.explanation is not None
        assert one.embedding is not None
    np.testing.assert_array_equal(here.embedding, there.embedding)
    np.testing.assert_array_equal(here.explanation.heat_map, there.explanation.heat_map)
    assert here.explanation.threshold == there.explanation.threshold
    assert here.explanation.box_px == there.explanation.box_px
    timeless = [replace(one, steps=()) for one in (here, there)]
    assert analysis_to_record(timeless[0]) == analysis_to_record(timeless[1])


def test_a_photo_that_is_sent_is_analysed_under_its_name_and_leaves_nothing(
    desk: Desk, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    gone = tmp_path / "Фото" / "№ 7.jpg"
    sent = asked(desk, photo, photo.read_bytes()) | {"path": str(gone), "name": gone.name}
    analysis = analysis_in(analyse_parcel(sent), replace(facts(photo), path=gone))
    assert analysis.photo.path == gone
    assert analysis.suggestions.items
    cut = sent | {"content": photo.read_bytes()[:5000]}
    assert "№ 7.jpg" in analyse_parcel(cut)["error"][0]
    impossible = cut | {"name": "ж" * 300 + ".jpg"}
    assert "photo.jpg" in analyse_parcel(impossible)["error"][0]
    assert list(scratch.iterdir()) == []


def test_a_file_that_is_another_one_there_is_asked_for(desk: Desk, photo: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.jpg"
    sent = asked(desk, photo) | {"path": str(there)}
    assert analyse_parcel(sent) == {"unseen": True}
    there.write_bytes(photo.read_bytes()[:5000])
    assert analyse_parcel(sent) == {"unseen": True}
    there.write_bytes(photo.with_name("FMM_31906_01.jpg").read_bytes())
    assert analyse_parcel(sent) == {"unseen": True}
    assert sees(str(photo), facts(photo).sha256)
    assert not sees(str(there), facts(photo).sha256)
    assert not sees(str(tmp_path / "nowhere"), facts(photo).sha256)


def test_who_is_another_program_must_not_work(desk: Desk, photo: Path, worker: Desk) -> None:
    sent = asked(desk, photo)
    other = analyse_parcel(sent | {"version": "0.0.1"})["refused"]
    assert other["version"] == __version__
    refused = analyse_parcel(sent | {"mark": "0" * 64})["refused"]
    assert refused["models"]["classifier"][1] == desk.pipeline.models["classifier"].sha256
    worker._pipeline = None
    missing = analyse_parcel(sent | {"settings": sent["settings"] | {"model": "crystal-ball"}})["refused"]
    assert "crystal-ball" in missing


def test_a_fault_of_the_program_names_the_computer_with_the_log(
    desk: Desk, photo: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(type(desk.pipeline), "analyse", stumble)
    message, hint = pickle.loads(pickle.dumps(analyse_parcel(asked(desk, photo))))["error"]
    assert [type(one) for one in (message, hint)] == [Phrase, Phrase]  # as other languages need them
    assert photo.name in message
    assert hint.startswith("On the computer ")
    assert str(desk.folders.log_file) in hint
    assert "ZeroDivisionError" in caplog.text


def test_a_photo_without_explanation_travels_too(desk: Desk, photo: Path) -> None:
    bare = replace(analyse_alone(desk, photo), explanation=None, embedding=None)
    there = analysis_in(answer_with(bare), facts(photo))
    assert there.explanation is None
    assert there.embedding is None
