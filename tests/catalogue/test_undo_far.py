"""Undo and redo in order, across acts of every kind, bulk ones and restarts: every state equal."""

import random
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mineral_desk.catalogue.opening import Catalogue, create_catalogue, open_catalogue
from tests.catalogue.acts import KINDS, Acting, digest
from tests.catalogue.conftest import make_analysis, make_photo
from tests.catalogue.undo_far import Walk

STEPS = 250
"""``python -m tests.catalogue.undo_far`` takes 10,000."""


def test_every_state_comes_back_in_order_and_again(tmp_path: Path) -> None:
    walk = Walk(tmp_path / "каталог.mdc", 7)
    walk.there(STEPS)
    assert set(walk.done) == set(KINDS)
    assert len(set(walk.states)) > STEPS / 2
    walk.back()
    walk.again()


@given(st.lists(st.sampled_from((*KINDS, "undo", "undo", "redo", "restart")), max_size=30), st.integers(0, 1 << 16))
@settings(max_examples=25)
def test_any_mix_of_acts_undo_redo_and_restarts_matches_a_simple_model(steps: list[str], seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.mdc"
        catalogue = started(path)
        dice = random.Random(seed)
        past, future = [digest(catalogue)], list[str]()
        for step in steps:
            if step == "restart":
                catalogue.close()
                catalogue = open_catalogue(path)
            elif step == "undo":
                assert bool(catalogue.history.undo("Boris")) == (len(past) > 1)
                future += [past.pop()] if len(past) > 1 else []
            elif step == "redo":
                assert bool(catalogue.history.redo("Boris")) == bool(future)
                past += [future.pop()] if future else []
            elif Acting(catalogue, [1, 2, 3], dice).act(step):
                past.append(digest(catalogue))
                future.clear()
            assert digest(catalogue) == past[-1]
        assert catalogue.check() == []
        catalogue.close()


def started(path: Path) -> Catalogue:
    """Three photos that were analysed."""
    catalogue = create_catalogue(path)
    for number in range(3):
        photo = make_photo(f"{number}.jpg")
        photo_id, _, _ = catalogue.photos.add(photo, str(number or ""), "file name", who="Anna")
        catalogue.analyses.add(photo_id, make_analysis(photo), "fingerprint")
    return catalogue
