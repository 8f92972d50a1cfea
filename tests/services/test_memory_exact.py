"""Whatever is done, the memory that followed it is the one that a fresh reading gives."""

import random

import pytest

from mineral_desk.domain.decision import Verb
from mineral_desk.domain.progress import finish
from mineral_desk.services import reviewing, suggesting
from mineral_desk.services.desk import Desk
from mineral_desk.services.remembering import MuseumMemory
from tests.services.memory_museum import Museum, towards

SPECIES = ("Azurite", "Beryl", "Calcite")


def everything(memory: MuseumMemory, confirmed: bool) -> list[tuple[int, int, float, str]]:
    found = memory.nearest(towards(0, 0), 1000, confirmed=confirmed)
    return [(one.photo_id, one.specimen, round(one.likeness, 5), species) for one, species in found]


def act(museum: Museum, chance: random.Random, count: int) -> int:
    """One act of a person or of the machine; returns how many photos there are."""
    desk, photo_id = museum.desk, chance.randint(1, max(1, count))
    number = f"FMM {chance.randint(1, 4)}"
    match chance.randrange(8) if count else 0:
        case 0:
            museum.take_in(f"{count}.jpg", towards(chance.randrange(4), count), chance.choice(["", number]))
            return count + 1
        case 1 | 2:
            museum.confirm(photo_id, chance.choice(SPECIES))
        case 3:
            museum.confirm(photo_id, "Garnet group", chance.choice([Verb.GROUP, Verb.UNSURE, Verb.REJECT]))
        case 4:
            reviewing.undo(desk)
        case 5:
            reviewing.redo(desk)
        case 6:
            reviewing.set_number(desk, photo_id, number)
        case _:
            model = "" if chance.random() < 0.7 else "d" * 64
            museum.analyse(photo_id, towards(chance.randrange(4), chance.randrange(100)), model)
    return count


@pytest.mark.parametrize("seed", range(6))
def test_following_is_the_same_as_reading_anew(desk: Desk, seed: int) -> None:
    finish(suggesting.load_memory(desk))
    museum, chance, count = Museum(desk), random.Random(seed), 0
    for _ in range(60):
        count = act(museum, chance, count)
        if chance.random() < 0.5:
            assert desk.memory.catch_up(desk.reading)
    assert desk.memory.catch_up(desk.reading)
    fresh = MuseumMemory(desk.memory.card)
    finish(fresh.load(desk.reading))
    for confirmed in (True, False):
        assert everything(desk.memory, confirmed) == everything(fresh, confirmed)
