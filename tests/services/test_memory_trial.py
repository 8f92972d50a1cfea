"""What the museum's photos add is judged without the photo itself, and without its specimen."""

from pathlib import Path

import numpy as np
import pytest

from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.model import MemoryCalibration
from mineral_desk.domain.suggestion import Suggestion, Suggestions
from mineral_desk.services.memory_trial import LeftOut, TrialPhoto, evaluate_memory, votes_for
from mineral_desk.services.truth_files import KnownSpecies, read_species

CALIBRATION = MemoryCalibration(9.0, 2.0, 32)


def photo(name: str, species: str, axis: int, specimen: str = "", collection: str = "one") -> TrialPhoto:
    vector = np.eye(4, dtype=np.float32)[axis]
    known = KnownSpecies(Path(name), species, collection, specimen or name)
    return TrialPhoto(known, Suggestions((Suggestion("Quartz", 0.3),)), vector)


PHOTOS = (
    photo("a1", "Azurite", 0, "a"),
    photo("a2", "Azurite", 0, "a"),
    photo("b", "Azurite", 0),
    photo("c", "Beryl", 1),
    photo("d", "Azurite", 0, collection="two"),
)


def test_a_specimen_has_one_vote_and_none_on_itself():
    assert [vote.species for vote in votes_for(PHOTOS[0], PHOTOS, LeftOut.SPECIMEN)] == ["Azurite", "Beryl"]
    assert [vote.species for vote in votes_for(PHOTOS[0], PHOTOS, LeftOut.PHOTO)] == ["Azurite", "Azurite", "Beryl"]
    assert len(votes_for(PHOTOS[2], PHOTOS, LeftOut.SPECIMEN)) == 2
    assert votes_for(PHOTOS[4], PHOTOS, LeftOut.SPECIMEN) == []


def test_accuracy_by_method_and_collection():
    report = evaluate_memory(PHOTOS, CALIBRATION, LeftOut.SPECIMEN)
    assert report.accuracy("both", 1, "one") == 0.75  # the beryl is the only one
    assert report.accuracy("model alone", 5) == 0
    assert report.accuracy("nearest confirmed alone", 1, "two") == 0
    assert report.reachable("one") == 0.75
    assert len(report.rows()) == 1 + 3 * 4 + 4


def test_a_photo_that_failed_counts_as_one_without_result():
    failed = TrialPhoto(KnownSpecies(Path("f"), "Azurite", "one", "f"), error="It cannot be opened.")
    report = evaluate_memory([*PHOTOS, failed], CALIBRATION, LeftOut.SPECIMEN)
    assert report.records[-1].error
    assert report.accuracy("both", 5, "one") == pytest.approx(3 / 5)


def test_a_model_without_constants_is_refused():
    with pytest.raises(UsageError, match="not fitted"):
        evaluate_memory(PHOTOS, None, LeftOut.SPECIMEN)


def test_specimens_are_told_by_a_column_or_by_equal_sizes(tmp_path: Path):
    table = tmp_path / "t.csv"
    table.write_text(
        "file,species,collection,measured_size\na,Quartz,x,6 x 4 cm\nb,Quartz,x,60x40 mm\nc,Quartz,y,6 x 4 cm\n"
        "d,Quartz,x,3 cm\ne,Quartz,x,3 cm\nf,Beryl,x,6 x 4 cm\n",
        encoding="utf-8",
    )
    keys = [one.specimen for one in read_species(tmp_path, table)]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 5
    table.write_text("file,species,specimen\na,Quartz,1\nb,Quartz,1\nc,Quartz,2\n", encoding="utf-8")
    keys = [one.specimen for one in read_species(tmp_path, table)]
    assert keys[0] == keys[1] != keys[2]
