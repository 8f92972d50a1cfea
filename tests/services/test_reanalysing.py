"""Another classifier: photos are analysed again, nothing that a person wrote changes, and it can be cancelled."""

from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing
from mineral_desk.services.analysing import analyse_files
from mineral_desk.services.desk import Desk
from mineral_desk.services.models import use_model
from mineral_desk.services.reanalysing import analyse_with_model_in_use, count_of_other_models
from tests.vision.small_model import SmallModel

HUMAN = ("decision", "specimen", "specimen_photo", "operation", "change", "verification")


@pytest.fixture
def museum(desk: Desk, photos: Path) -> list[int]:
    """Three photos analysed by the shipped model; the first is named and measured by hand."""
    SmallModel().write(desk.folders.own_models)
    desk.settings = replace(desk.settings, analysis=replace(desk.settings.analysis, explain="none"))
    ids = [one.photo_id or 0 for one in analyse_files(desk, sorted(photos.glob("*.jpg")))]
    size = SizeDecision(SizeVerb.TYPED, 52.0, 33.0)
    reviewing.decide(desk, Decision(ids[0], Verb.CORRECT, "Anna", "Gypsum", "7", size=size, shown=("Quartz",)))
    return ids


def human_rows(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    database = desk.reading.database
    return {table: list(database.execute(f"SELECT * FROM {table} ORDER BY 1")) for table in HUMAN}


def model_of(desk: Desk, photo_id: int) -> str:
    stored = desk.reading.stored(photo_id).analysis
    assert stored is not None
    return stored.models["classifier"].name


def analyses(desk: Desk) -> list[tuple[object, ...]]:
    return list(desk.reading.database.execute("SELECT * FROM analysis ORDER BY id"))


def test_another_model_analyses_again_and_touches_no_human_value(desk: Desk, museum: list[int]) -> None:
    assert count_of_other_models(desk) == 0
    before, rows = analyses(desk), human_rows(desk)
    finish(use_model(desk, "small"))
    count = count_of_other_models(desk)
    assert count == sum(desk.reading.queue.row(one).state in ("to_decide", "decided") for one in museum) >= 2
    steps = list(analyse_with_model_in_use(desk))
    assert [(one.done, one.total) for one in steps] == [(number, count) for number in range(1, count + 1)]
    assert steps[-1].text == desk.reading.queue.row(museum[0]).path.name  # what is decided comes last
    assert count_of_other_models(desk) == 0
    assert analyses(desk)[: len(before)] == before
    assert len(analyses(desk)) == len(before) + count
    assert human_rows(desk) == rows
    assert model_of(desk, museum[0]) == "small"
    record = desk.reading.specimens.by_number("7")
    assert record is not None
    assert (record.species, record.length_mm) == ("Gypsum", 52.0)
    assert desk.reading.check() == []


def test_cancelled_it_goes_on_and_going_back_computes_nothing(desk: Desk, museum: list[int]) -> None:
    finish(use_model(desk, "small"))
    whole = count_of_other_models(desk)
    job = analyse_with_model_in_use(desk)
    next(job)
    job.close()
    assert count_of_other_models(desk) == whole - 1
    assert finish(analyse_with_model_in_use(desk)) == whole - 1
    finish(use_model(desk, "species"))
    assert count_of_other_models(desk) == whole
    back = list(analyse_with_model_in_use(desk))
    assert all(one.reused and one.changes for one in back)  # type: ignore[attr-defined]
    assert len(back) == whole
    assert count_of_other_models(desk) == 0
    assert model_of(desk, museum[0]) == "species"
    assert finish(analyse_with_model_in_use(desk)) == 0
