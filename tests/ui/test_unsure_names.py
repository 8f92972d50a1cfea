"""The Desk where no name is sure enough: a group that can be justified, and photos that show no specimen."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication

from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.suggestion import GroupSuggestion, Recommendation, Suggestions
from mineral_desk.ui import words
from mineral_desk.ui.desk.draft import NameKind
from mineral_desk.ui.names import display_name
from mineral_desk.ui.window import MainWindow
from tests.ui.conftest import settle
from tests.ui.standin import StandIn

PYROXENE = GroupSuggestion("Pyroxene", 0.7)


def suggest(backend: StandIn, window: MainWindow, **about: object) -> None:
    """The third photo, opened with other suggestions."""
    stored = backend.photos[2]
    assert stored.analysis is not None
    suggestions = replace(stored.analysis.suggestions, **about)  # type: ignore[arg-type]
    backend.photos[2] = replace(stored, analysis=replace(stored.analysis, suggestions=suggestions))
    window.desk.session.open(stored.row.id)
    settle(window)


def test_the_filter_says_that_it_goes_by_the_model_alone(window: MainWindow) -> None:
    queue = window.desk.queue
    row = queue._filters[QueueFilter.NAME_UNSURE]
    for compact, begins in (
        (False, "A name that was left open"),
        (True, "Name unsure\nA name that was left open"),
        (False, "A name"),
    ):
        queue.set_compact(compact)
        assert row.toolTip().startswith(begins)
        assert "the model alone proposes no single name" in row.toolTip()
    assert "the model alone" in row.accessibleDescription()
    plain = queue._filters[QueueFilter.TO_DECIDE]
    assert (plain.toolTip(), plain.accessibleDescription()) == ("", "")
    queue.set_compact(True)
    assert plain.toolTip() == "To decide"


@pytest.mark.parametrize("level", [Recommendation.NONE, Recommendation.LOW])
def test_a_group_that_can_be_justified_is_chosen_from_the_start(
    window: MainWindow, backend: StandIn, level: Recommendation
) -> None:
    suggest(backend, window, recommendation=level, groups=(PYROXENE,), offered=PYROXENE)
    draft = window.desk.session.draft
    assert draft is not None
    assert (draft.name_kind, draft.species) == (NameKind.GROUP, "Pyroxene group")
    assert window.desk.panel.names.heading == "No single name is sure enough"
    window.desk.accept()
    settle(window)
    assert (backend.decisions[0].verb, backend.decisions[0].species) == (Verb.GROUP, "Pyroxene group")


def test_a_likely_group_is_offered_and_not_chosen(window: MainWindow, backend: StandIn) -> None:
    suggest(backend, window, recommendation=Recommendation.NONE, groups=(PYROXENE,), offered=None)
    draft = window.desk.session.draft
    assert draft is not None
    assert draft.group is not None
    assert draft.name_kind is NameKind.NONE


def test_no_group_beside_a_name_that_is_recommended(window: MainWindow, backend: StandIn) -> None:
    suggest(backend, window, recommendation=Recommendation.MEDIUM, groups=(PYROXENE,), offered=None)
    assert window.desk.session.draft is not None
    assert window.desk.session.draft.group is None


def test_a_photo_without_a_specimen_is_told_and_has_no_odds(window: MainWindow, backend: StandIn) -> None:
    suggest(backend, window, recommendation=Recommendation.NONE, unfamiliar=True, groups=(PYROXENE,))
    panel = window.desk.panel
    assert panel.names.heading == "This hardly looks like a specimen"
    assert "how often right" not in [label.text() for label in panel.names.findChildren(type(panel.names._odds_of))]
    assert not panel.foot.accept.isEnabled()
    window.desk.session.choose_suggestion(0)
    settle(window)
    assert panel.foot.accept.isEnabled()  # the curator knows better


def test_nothing_known_of_a_photo_is_no_reproach() -> None:
    assert not Suggestions().unfamiliar


def test_groups_have_russian_names(qapp: QApplication, backend: StandIn, resources_folder) -> None:  # type: ignore[no-untyped-def]
    words.speak(qapp, resources_folder, "ru")
    try:
        assert display_name(backend, "Pyroxene group") == "Группа: пироксен"
    finally:
        words.speak(qapp, resources_folder, "en")
