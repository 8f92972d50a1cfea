"""What the list *Name unsure* goes by: what people wrote and the model alone, as its words and the guide say."""

from dataclasses import replace

import pytest

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.model import TrustLevel
from mineral_desk.domain.progress import finish
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.services import suggesting
from mineral_desk.services.desk import Desk
from mineral_desk.services.remembering import Gained
from tests.services.memory_museum import STARTER, Museum, towards

ABSTAINING = replace(STARTER, recommendation=Recommendation.NONE)


@pytest.fixture
def museum(desk: Desk) -> Museum:
    finish(suggesting.load_memory(desk))
    return Museum(desk, ABSTAINING)


def unsure(museum: Museum) -> list[int]:
    return [row.id for row in museum.desk.reading.queue.rows(QueueFilter.NAME_UNSURE)]


def test_a_sure_memory_changes_what_the_desk_proposes_and_not_the_list(museum: Museum) -> None:
    known = [museum.take_in(f"{number}.jpg", towards(0, number)) for number in range(4)]
    asked = museum.take_in("asked.jpg", towards(0, 9))
    for photo_id in known:
        museum.confirm(photo_id, "Lazurite")
    calibration = museum.desk.memory.calibration
    assert calibration is not None
    sure = replace(calibration, levels=(TrustLevel(Recommendation.MEDIUM, 0.5, 0.0),))
    museum.desk.memory.use(sure, Gained())
    opened = suggesting.open_for_naming(museum.desk, asked)
    assert opened.proposed == "Lazurite"
    assert opened.analysis is not None
    assert opened.analysis.suggestions.recommendation is Recommendation.MEDIUM
    assert unsure(museum) == [asked]


@pytest.mark.parametrize("level", [Recommendation.LOW, Recommendation.MEDIUM, Recommendation.STRONG])
def test_a_name_that_the_model_proposes_is_not_unsure_however_weakly(museum: Museum, level: Recommendation) -> None:
    museum.starter = replace(STARTER, recommendation=level)
    asked = museum.take_in("asked.jpg", towards(0))
    assert museum.desk.reading.queue.row(asked).proposed == "Quartz"
    assert unsure(museum) == []


def test_a_confirmed_name_is_sure_and_one_left_open_is_not(museum: Museum) -> None:
    first, second = (museum.take_in(f"{number}.jpg", towards(number)) for number in range(2))
    assert unsure(museum) == [first, second]
    museum.confirm(first, "Lazurite")
    assert unsure(museum) == [second]
    museum.confirm(second, "", Verb.UNSURE)
    assert unsure(museum) == [second]
