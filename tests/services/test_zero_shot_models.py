"""A zero-shot model at the Desk: analyses like the classifier's, remembered, reused, explained and measured."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing, suggesting
from mineral_desk.services.analysing import analyse_files, analyser, fingerprint
from mineral_desk.services.desk import Desk
from mineral_desk.services.evaluating import evaluate_ranking
from mineral_desk.services.models import list_models, verify_models
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings
from tests.vision.small_model import SPECIES
from tests.vision.small_zero_shot import SmallZeroShot


@pytest.fixture
def desk(tmp_path: Path, folders: Folders) -> Iterator[Desk]:
    SmallZeroShot().write(folders.models[0])
    settings = Settings(AnalysisSettings(model="small-clip"))
    with Desk(folders, settings, tmp_path / "Каталог № 2.mdc") as made:
        yield made


def test_photos_are_named_explained_stored_and_remembered(desk: Desk, photos: Path) -> None:
    files = sorted(photos.glob("FMM*.jpg"))
    one, two, _ = list(analyse_files(desk, files))
    assert len(one.analysis.suggestions.items) == 5
    assert {item.species for item in one.analysis.suggestions.items} <= set(SPECIES)
    assert one.analysis.models["classifier"].name == "small-clip"
    explanation = one.analysis.explanation
    assert explanation is not None
    assert explanation.method == "gradcam++"
    assert explanation.species == one.analysis.suggestions.items[0].species
    assert all(done.reused for done in analyse_files(desk, files))
    assert finish(suggesting.load_memory(desk)) == 2  # the near-duplicate is set aside
    assert one.photo_id is not None
    assert two.photo_id is not None
    reviewing.decide(desk, Decision(two.photo_id, Verb.CORRECT, "Anna", "Gypsum"))
    _, evidence = suggesting.with_memory(desk, one.analysis, one.photo_id)
    assert [near.species for near in evidence.nearest] == ["Gypsum"]
    assert two.photo_id in {near.photo_id for near in suggesting.find_alike(desk, one.analysis, one.photo_id)}


def test_other_names_are_another_analysis(desk: Desk, folders: Folders) -> None:
    before = fingerprint(desk)
    assert fingerprint(desk) == before
    other = SmallZeroShot()
    other.texts = other.texts[::-1].copy()
    other.write(folders.models[0])
    with Desk(folders, desk.settings) as again:
        assert again.pipeline.models == desk.pipeline.models  # the same network
        assert fingerprint(again) != before


def test_a_model_without_maps_names_all_the_same(desk: Desk, folders: Folders, photos: Path) -> None:
    SmallZeroShot().write(folders.models[0], maps=False)
    with Desk(folders, desk.settings) as again:
        analysis = analyser(again)(photos / "FMM_31906_01.jpg")
    assert analysis.suggestions.items
    assert analysis.explanation is None


def test_it_is_listed_and_verified(desk: Desk, folders: Folders) -> None:
    (state,) = [one for one in list_models(folders) if one.name == "small-clip"]
    assert state.card is not None
    assert (state.card.kind, len(state.card.labels)) == ("zero-shot", 7)
    texts = folders.models[0] / "small-clip.texts.f16"
    texts.write_bytes(texts.read_bytes()[::-1])
    (broken,) = [one for one in finish(verify_models(folders)) if one.fault]
    assert "small-clip.texts.f16 is not the one its card describes" in broken.fault


def test_it_is_measured_as_in_the_paper(desk: Desk, photos: Path) -> None:
    (photos / "list.csv").write_text(
        "file,species\nFMM_31906_01.jpg,Malachite\nFMM_31907_01.jpg,quartz\nFMM_31907_02.jpg,Unheard of\n"
        "note.jpg,Quartz\n"
    )
    with Desk(desk.folders, replace(desk.settings, analysis=replace(desk.settings.analysis, explain="none"))) as plain:
        report = finish(evaluate_ranking(plain, photos, photos / "list.csv"))
    assert (report.names, report.occurring) == (7, 2)
    malachite, quartz, unheard, note = report.records
    for record in (malachite, quartz):
        assert 1 <= record.place <= 7
        assert 1 <= record.place_among_occurring <= 2
        if record.place <= 5:  # the suggestions are the first five of the same order
            assert [name.lower() for name in record.suggested].index(record.species.lower()) + 1 == record.place
    assert (unheard.place, note.place) == (None, None)
    hits = sum(one.place is not None and one.place <= 3 for one in report.records)
    assert report.accuracy_by_place(3) == hits / 4
    assert report.accuracy_by_place(10) == 2 / 4
    assert report.accuracy_by_place(2, among_occurring=True) == 2 / 4
    shares = report.accuracy_by_place(10, by_species=True)  # quartz and Quartz are spelt as the table has them
    assert shares == pytest.approx((1 + 1 + 0 + 0) / 4)
    headings, *rows = report.rows()
    assert headings[-4:] == ("top 1", "top 3", "top 5", "top 10")
    assert [row[0] for row in rows[:4]] == [
        "all photos, 7 names",
        "mean of species, 7 names",
        "all photos, the 2 that occur",
        "mean of species, the 2 that occur",
    ]
    assert report.as_dict()["occurring_names_top_10"] == 0.5
