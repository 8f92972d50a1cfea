from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mineral_desk.domain.analysis import Overrules
from mineral_desk.domain.catalogue import PhotoState, QueueFilter
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.progress import finish
from mineral_desk.domain.quality import IssueCode
from mineral_desk.domain.region import RegionKind
from mineral_desk.services import reviewing
from mineral_desk.services.analysing import analyse_files, analyse_taken_in, fingerprint
from mineral_desk.services.desk import Desk
from mineral_desk.services.files import photo_files
from mineral_desk.services.taking_in import take_in
from mineral_desk.vision.explain.mask import render_mask


@pytest.fixture
def worked(desk: Desk, photos: Path) -> Desk:
    """The Desk with the photos taken in and analysed."""
    finish(take_in(desk, [photos]))
    finish(analyse_taken_in(desk))
    return desk


def test_photos_go_from_taken_in_to_ready_to_decide(desk: Desk, photos: Path) -> None:
    result = finish(take_in(desk, [photos]))
    assert len(result.taken_in) == 4
    assert {row.state for row in desk.reading.queue.waiting()} == {PhotoState.WAITING}
    steps = list(analyse_taken_in(desk))
    assert [step.done for step in steps] == [1, 2, 3, 4]
    assert all(step.photo_id in step.changes.photo_ids for step in steps)
    states = [reviewing.open_photo(desk, photo_id).row.state for photo_id in result.taken_in]
    assert states == [PhotoState.TO_DECIDE, PhotoState.TO_DECIDE, PhotoState.SET_ASIDE, PhotoState.FAILED]


def test_an_analysis_says_everything_about_a_good_photo(worked: Desk) -> None:
    stored = reviewing.open_photo(worked, 1)
    analysis = stored.analysis
    assert analysis is not None
    assert stored.row.catalogue_number == "FMM 31906"
    assert analysis.regions_of(RegionKind.SPECIMEN)
    assert len(analysis.suggestions.items) == 5
    assert analysis.explanation is not None
    assert analysis.embedding is not None
    assert np.linalg.norm(analysis.embedding) == pytest.approx(1, abs=1e-2)
    assert [step.name for step in analysis.steps] == [
        "decode", "quality", "text", "codes", "measure", "cover", "classify", "explain",
    ]  # fmt: skip
    assert all(step.did.endswith(".") for step in analysis.steps)


def test_the_later_of_two_alike_photos_is_the_duplicate(worked: Desk) -> None:
    first, second = (reviewing.open_photo(worked, photo_id).analysis for photo_id in (2, 3))
    assert first is not None
    assert second is not None
    assert first.quality.duplicate_of is None
    assert second.quality.duplicate_of == "FMM_31907_01.jpg"
    finish(analyse_taken_in(worked, [2], again=True))
    again = reviewing.open_photo(worked, 2).analysis
    assert again is not None
    assert again.quality.duplicate_of is None


def test_what_was_set_aside_can_be_taken_in_anyway_and_that_undone(worked: Desk) -> None:
    assert {row.id for row in reviewing.set_aside_rows(worked)} == {3, 4}
    changes = reviewing.take_in_anyway(worked, [3])
    assert changes.photo_ids == {3}
    assert worked.reading.photos.overrules(3).accepted_issues == {IssueCode.NEAR_DUPLICATE}
    assert reviewing.open_photo(worked, 3).row.state is PhotoState.TO_DECIDE
    finish(analyse_taken_in(worked, [3], again=True))
    assert reviewing.open_photo(worked, 3).row.state is PhotoState.TO_DECIDE
    assert reviewing.undo(worked)
    assert reviewing.open_photo(worked, 3).row.state is PhotoState.SET_ASIDE


def test_analysing_again_reuses_what_still_holds(worked: Desk, photos: Path) -> None:
    files = photo_files([photos])
    assert [done.reused for done in analyse_files(worked, files)] == [True, True, True, False]
    worked.settings = replace(worked.settings, analysis=replace(worked.settings.analysis, cube_edge_mm=25.4))
    assert not next(analyse_files(worked, files)).reused


def test_a_fingerprint_changes_with_what_the_analysis_depends_on(desk: Desk) -> None:
    plain = fingerprint(desk)
    assert plain == fingerprint(desk)
    assert plain == fingerprint(desk, Overrules(accepted_issues=frozenset({IssueCode.BLURRED})))
    assert plain != fingerprint(desk, Overrules(uncovered_px=(Box(0, 0, 10, 10),)))
    desk.settings = replace(desk.settings, analysis=replace(desk.settings.analysis, explain="none"))
    assert plain != fingerprint(desk)


def test_a_new_analysis_never_touches_a_decision(worked: Desk) -> None:
    decision = Decision(
        1, Verb.CORRECT, who="", species="Malachite", catalogue_number="FMM 31906",
        size=SizeDecision(SizeVerb.TYPED, 60.0, 40.0), notes="№ 1; drop table photo;",
    )  # fmt: skip
    reviewing.decide(worked, decision)
    before = reviewing.open_photo(worked, 1)
    finish(analyse_taken_in(worked, [1], again=True))
    after = reviewing.open_photo(worked, 1)
    assert after.decision == before.decision
    assert after.row.decided == "Malachite"
    assert after.analysis_id != before.analysis_id


def test_decisions_are_undone_and_redone_after_reopening(worked: Desk) -> None:
    path = worked.lane.path if worked.lane is not None else Path()
    reviewing.decide(worked, Decision(1, Verb.ACCEPT, who="A. Petrova", species="Malachite"))
    worked.open_catalogue(path)
    assert reviewing.open_photo(worked, 1).row.state is PhotoState.DECIDED
    assert reviewing.can_undo(worked) is not None
    reviewing.undo(worked)
    assert reviewing.open_photo(worked, 1).row.state is PhotoState.TO_DECIDE
    reviewing.redo(worked)
    assert reviewing.open_photo(worked, 1).row.state is PhotoState.DECIDED
    assert reviewing.queue_counts(worked)[QueueFilter.TO_DECIDE] == 1


def test_masks_have_the_size_of_the_photo(desk: Desk, photos: Path, tmp_path: Path) -> None:
    done = next(analyse_files(desk, photo_files([photos]), masks=tmp_path / "masks"))
    explanation = done.analysis.explanation
    assert explanation is not None
    assert explanation.mask_file == tmp_path / "masks" / "FMM_31906_01.png"
    photo = done.analysis.photo
    mask = render_mask(explanation, photo.width_px, photo.height_px)
    assert mask.mean() / 255 == pytest.approx(explanation.area_fraction, abs=0.01)


def test_a_run_that_is_cancelled_keeps_what_it_did(desk: Desk, photos: Path) -> None:
    finish(take_in(desk, [photos]))
    job = analyse_taken_in(desk)
    next(job)
    job.close()
    assert len(desk.reading.queue.waiting()) == 3
    assert finish(analyse_taken_in(desk)) == 3
