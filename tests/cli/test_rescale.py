from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from tests.cli.conftest import Run
from tests.services.hand_scene import scene


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """A catalogue with a photo to decide and one whose size was typed."""
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as one:
        for name in ("a.jpg", "b.jpg"):
            photo = replace(scene().photo, path=tmp_path / "box" / name, sha256=name[0] * 64)
            photo_id, _, _ = one.photos.add(photo)
            one.analyses.add(photo_id, replace(scene(), photo=photo), "f")
        one.decisions.add(Decision(2, Verb.ACCEPT, "Anna", size=SizeDecision(SizeVerb.TYPED, 77.0, 44.0)))
    return path


def length_of(path: Path, photo_id: int) -> float:
    with open_catalogue(path) as one:
        analysis = one.stored(photo_id).analysis
    assert analysis is not None
    assert analysis.measurement.length_mm is not None
    return analysis.measurement.length_mm


def test_without_apply_nothing_is_written(run: Run, catalogue: Path) -> None:
    status, out, _ = run("rescale", "--catalogue", catalogue, "--edge-mm", 25.4)
    assert status == 0
    assert "10 → 25.4" in out
    assert "typed by hand" in out
    assert "2 photos: 1 to be re-scaled, 1 sizes stay." in out
    assert "Nothing was written" in out
    assert length_of(catalogue, 1) == pytest.approx(scene().measurement.length_mm, abs=1e-3)


def test_apply_writes_and_undo_takes_it_back(run: Run, catalogue: Path) -> None:
    before = length_of(catalogue, 1)
    status, out, _ = run("rescale", "--catalogue", catalogue, "--edge-mm", 25.4, "--apply")
    assert status == 0
    assert "Written: Cube edge 25.4 mm." in out
    assert length_of(catalogue, 1) == pytest.approx(2.54 * before, abs=2e-3)
    status, out, _ = run("rescale", "--catalogue", catalogue, "--edge-mm", 25.4, "--apply")
    assert "There is nothing to write." in out
    status, out, _ = run("undo", "--catalogue", catalogue)
    assert status == 0
    assert length_of(catalogue, 1) == before


def test_photos_are_chosen_by_folder_and_edge(run: Run, catalogue: Path, tmp_path: Path) -> None:
    _, out, _ = run("rescale", "--catalogue", catalogue, "--edge-mm", 20, "--folder", tmp_path / "box")
    assert "2 photos" in out
    _, out, _ = run("rescale", "--catalogue", catalogue, "--edge-mm", 20, "--folder", tmp_path / "other")
    assert "0 photos" in out
    _, out, _ = run("rescale", "--catalogue", catalogue, "--edge-mm", 20, "--from-edge-mm", 12.7)
    assert "0 photos" in out
    _, out, _ = run("rescale", "--catalogue", catalogue, "--edge-mm", 20, "--from-edge-mm", 10)
    assert "2 photos" in out


@pytest.mark.parametrize("edge", ["0", "nan", "ten"])
def test_an_edge_that_makes_no_sense_is_wrong_usage(run: Run, catalogue: Path, edge: str) -> None:
    status, _, err = run("rescale", "--catalogue", catalogue, "--edge-mm", edge)
    assert status == 2
    assert err


def test_a_catalogue_that_is_not_there_is_not_made(run: Run, tmp_path: Path) -> None:
    status, _, _ = run("rescale", "--catalogue", tmp_path / "none.mdc", "--edge-mm", 25.4, "--apply")
    assert status == 2
    assert not (tmp_path / "none.mdc").exists()


def test_photos_are_chosen_by_the_days_they_were_taken_in(run: Run, catalogue: Path) -> None:
    def found(days: str) -> str:
        return run("rescale", "--catalogue", catalogue, "--edge-mm", 20, "--taken-in", days)[1]

    assert "2 photos" in found("2026-01-01:2999-12-31")
    assert "0 photos" in found("2020-01-01:2020-01-31")
    assert "0 photos" in found("2020-02-29")


@pytest.mark.parametrize("days", ["yesterday", "2026-02-30", "2026-11-30:2026-11-01", ":"])
def test_days_that_are_none_are_refused_in_words(run: Run, catalogue: Path, days: str) -> None:
    status, _, err = run("rescale", "--catalogue", catalogue, "--edge-mm", 20, "--taken-in", days)
    assert status == 2
    assert days in err
