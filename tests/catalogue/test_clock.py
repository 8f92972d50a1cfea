"""A clock set back changes no order: that is by id, whatever the moments say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mineral_desk.catalogue import text
from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import Decision, Verb
from tests.catalogue.conftest import make_analysis, make_photo


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Set the catalogue's clock to so many hours after noon of a day."""

    def set_to(hours: float) -> None:
        class Clock(datetime):
            @classmethod
            def now(cls, _: object = None) -> datetime:
                return datetime(2026, 11, 21, 12, tzinfo=UTC) + timedelta(hours=hours)

        monkeypatch.setattr(text, "datetime", Clock)

    return set_to


def test_the_last_act_is_the_last_one_done(catalogue: Catalogue, set_clock: Callable[[float], None]) -> None:
    set_clock(0)
    photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
    catalogue.analyses.add(photo_id, make_analysis(make_photo(), "Azurite"), "f")
    catalogue.decisions.add(Decision(photo_id, Verb.ACCEPT, "Anna", "Azurite"))
    set_clock(-30)
    catalogue.analyses.add(photo_id, make_analysis(make_photo(), "Malachite"), "f")
    catalogue.decisions.add(Decision(photo_id, Verb.CORRECT, "Anna", "Malachite"))
    stored = catalogue.stored(photo_id)
    assert stored.decision is not None
    assert stored.analysis is not None
    assert stored.decision.species == "Malachite"
    assert stored.analysis.suggestions.items[0].species == "Malachite"
    catalogue.history.undo("Anna")
    decision = catalogue.decisions.latest(photo_id)
    assert decision is not None
    assert decision.species == "Azurite"
    catalogue.history.redo("Anna")
    decision = catalogue.decisions.latest(photo_id)
    assert decision is not None
    assert decision.species == "Malachite"


def test_the_history_tells_what_came_after_what(catalogue: Catalogue, set_clock: Callable[[float], None]) -> None:
    set_clock(0)
    photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
    catalogue.analyses.add(photo_id, make_analysis(make_photo(), "Azurite"), "f")
    for hours, species in ((1, "Azurite"), (-3, "Malachite"), (-2.5, "Quartz")):
        set_clock(hours)
        catalogue.decisions.add(Decision(photo_id, Verb.CORRECT, "Anna", species))
    told = [line.what for line in catalogue.history.lines(photo_id)]
    assert told == [
        "Corrected to Quartz",
        "Corrected to Malachite",
        "Corrected to Azurite",
        "Analysed: Azurite, 52.1 × 52.1 mm",
        "Taken in",
    ]


def test_the_queue_stays_in_the_order_taken_in(catalogue: Catalogue, set_clock: Callable[[float], None]) -> None:
    for hours, name in ((0, "a.jpg"), (-5, "b.jpg"), (-4, "c.jpg")):
        set_clock(hours)
        catalogue.photos.add(make_photo(name), who="Anna")
    assert [row.path.name for row in catalogue.queue.rows(QueueFilter.ALL)] == ["a.jpg", "b.jpg", "c.jpg"]
    assert [row.path.name for row in catalogue.queue.waiting()] == ["a.jpg", "b.jpg", "c.jpg"]
