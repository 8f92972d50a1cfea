"""Scenes without a specimen show none, and something of everything else."""

import pytest

from mineral_desk.domain.truth import MaskValue
from mineral_desk.training.scenes import SMALL, shoot
from mineral_desk.training.scenes.bare import KINDS, compose_bare, kind_of


def test_the_kinds_take_turns() -> None:
    assert [kind_of(seed) for seed in range(len(KINDS))] == list(KINDS)
    assert kind_of(len(KINDS)) == KINDS[0]


@pytest.mark.parametrize("kind", ["empty table", "mug", "hand"])
def test_no_specimen_is_in_the_photo(kind: str) -> None:
    scene = compose_bare(KINDS.index(kind), 160)
    shot = shoot(scene, SMALL, "bare.jpg")
    assert shot.truth.specimen is None
    assert not (shot.mask == MaskValue.SPECIMEN).any()
    assert max(shot.pixels.shape[:2]) == 160
    assert bool(scene.others)


def test_a_seed_is_one_scene() -> None:
    one, same, other = compose_bare(4, 160), compose_bare(4, 160), compose_bare(12, 160)
    assert one.others[0].material == same.others[0].material
    assert one.others[0].material != other.others[0].material
