"""What belongs in each filter of the queue."""

from collections.abc import Callable

import pytest

from mineral_desk.catalogue.opening import Catalogue
from mineral_desk.domain.catalogue import PhotoState, QueueFilter
from mineral_desk.domain.decision import Decision, SizeDecision, SizeVerb, Verb
from mineral_desk.domain.flag import FlagCode
from mineral_desk.domain.measurement import MeasurementStatus
from mineral_desk.domain.quality import IssueCode, Verdict
from mineral_desk.domain.suggestion import Recommendation
from tests.catalogue.conftest import make_photo

TakeIn = Callable[..., int]

DECIDE, SIZE, NAME, ALL = QueueFilter.TO_DECIDE, QueueFilter.SIZE_TO_CHECK, QueueFilter.NAME_UNSURE, QueueFilter.ALL

FLAGGED, NOT_MEASURED = MeasurementStatus.FLAGGED, MeasurementStatus.NOT_MEASURED


@pytest.mark.parametrize(
    ("about", "shown", "state"),
    [
        ({}, {DECIDE, ALL}, PhotoState.TO_DECIDE),
        ({"status": FLAGGED}, {DECIDE, SIZE, ALL}, PhotoState.TO_DECIDE),
        ({"status": NOT_MEASURED}, {DECIDE, SIZE, ALL}, PhotoState.TO_DECIDE),
        ({"recommendation": Recommendation.LOW}, {DECIDE, ALL}, PhotoState.TO_DECIDE),
        ({"recommendation": Recommendation.MEDIUM}, {DECIDE, ALL}, PhotoState.TO_DECIDE),
        ({"recommendation": Recommendation.NONE, "status": FLAGGED}, {DECIDE, SIZE, NAME, ALL}, PhotoState.TO_DECIDE),
        ({"verdict": Verdict.WARN, "issues": (IssueCode.BLURRED,)}, {DECIDE, ALL}, PhotoState.TO_DECIDE),
        ({"verdict": Verdict.REJECT, "status": FLAGGED}, set(), PhotoState.SET_ASIDE),
        ({"error": "It is cut short.", "status": NOT_MEASURED}, {ALL}, PhotoState.FAILED),
    ],
)
def test_analysed(
    catalogue: Catalogue, take_in: TakeIn, about: dict[str, object], shown: set[QueueFilter], state: PhotoState
) -> None:
    photo_id = take_in("a.jpg", **about)
    assert filters_with(catalogue, photo_id) == shown
    assert catalogue.queue.row(photo_id).state is state
    aside = {row.id for row in catalogue.queue.set_aside()}
    assert (photo_id in aside) == (state in (PhotoState.SET_ASIDE, PhotoState.FAILED))


@pytest.mark.parametrize(
    ("verb", "size", "shown"),
    [
        (Verb.ACCEPT, SizeVerb.ACCEPTED, {ALL}),
        (Verb.CORRECT, SizeVerb.NONE, {ALL}),
        (Verb.GROUP, SizeVerb.TYPED, {ALL}),
        (Verb.ACCEPT, SizeVerb.OPEN, {SIZE, ALL}),
        (Verb.UNSURE, SizeVerb.TYPED, {NAME, ALL}),
        (Verb.UNSURE, SizeVerb.OPEN, {SIZE, NAME, ALL}),
        (Verb.REJECT, SizeVerb.OPEN, set()),
    ],
)
def test_decided_and_undone(
    catalogue: Catalogue, take_in: TakeIn, verb: Verb, size: SizeVerb, shown: set[QueueFilter]
) -> None:
    photo_id = take_in("a.jpg", status=FLAGGED, recommendation=Recommendation.NONE)
    catalogue.decisions.add(Decision(photo_id, verb, "Anna", "Malachite", size=SizeDecision(size, 5.0)))
    assert filters_with(catalogue, photo_id) == shown
    assert catalogue.queue.row(photo_id).verb is verb
    catalogue.history.undo("Anna")
    assert filters_with(catalogue, photo_id) == {DECIDE, SIZE, NAME, ALL}


def test_a_photo_not_analysed_waits(catalogue: Catalogue) -> None:
    photo_id, _, _ = catalogue.photos.add(make_photo(), who="Anna")
    assert filters_with(catalogue, photo_id) == {ALL}
    assert [row.id for row in catalogue.queue.waiting()] == [photo_id]


def test_a_row_says_what_the_list_shows(catalogue: Catalogue, take_in: TakeIn) -> None:
    row = catalogue.queue.row(take_in("a.jpg", status=FLAGGED, recommendation=Recommendation.MEDIUM))
    assert (row.proposed, row.recommendation, row.size_status) == ("Malachite", Recommendation.MEDIUM, FLAGGED)
    assert (row.flags, row.verdict, row.decided, row.verb, row.error) == (
        (FlagCode.NO_CUBE,), Verdict.OK, "", None, "",
    )  # fmt: skip
    abstained = catalogue.queue.row(take_in("b.jpg", recommendation=Recommendation.NONE))
    assert abstained.proposed == ""


def test_pages_come_in_the_order_taken_in(catalogue: Catalogue, take_in: TakeIn) -> None:
    photos = [take_in(f"{9 - number}.jpg") for number in range(9)]
    pages = [[row.id for row in catalogue.queue.rows(DECIDE, 4, offset)] for offset in (0, 4, 8, 12)]
    assert pages == [photos[:4], photos[4:8], photos[8:], []]
    assert [catalogue.queue.position(DECIDE, photo_id) for photo_id in photos] == list(range(9))


@pytest.mark.parametrize("filter", QueueFilter)
def test_every_filter_is_answered_by_an_index(catalogue: Catalogue, filter: QueueFilter) -> None:
    asked: list[str] = []
    catalogue.database.conn.set_trace_callback(asked.append)
    catalogue.queue.rows(filter)
    catalogue.queue.counts()
    catalogue.database.conn.set_trace_callback(None)
    plans = [row[3] for sql in asked for row in catalogue.database.execute(f"EXPLAIN QUERY PLAN {sql}")]
    assert plans
    scans = [plan for plan in plans if plan.startswith("SCAN") and "INDEX" not in plan and "LIST" not in plan]
    assert scans == []
    assert not any("TEMP B-TREE" in plan for plan in plans)


def filters_with(catalogue: Catalogue, photo_id: int) -> set[QueueFilter]:
    found = {filter for filter in QueueFilter if photo_id in {row.id for row in catalogue.queue.rows(filter)}}
    counts = catalogue.queue.counts()
    assert found == {filter for filter in QueueFilter if counts[filter]}
    return found
