"""The name on a label in the photo: shown as the label's word, chosen from the start where it is sure, taken by L."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from mineral_desk.domain.catalogue import PhotoState, StoredPhoto
from mineral_desk.domain.decision import Verb
from mineral_desk.domain.label_name import LabelName
from mineral_desk.ui.desk.draft import Draft, Group, NameKind, begin, renew
from mineral_desk.ui.desk.queue_model import ROW_ROLE
from mineral_desk.ui.names import label_note
from mineral_desk.ui.widgets.suggestion_row import SuggestionRow
from mineral_desk.ui.window import MainWindow
from tests.ui import scenes
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.standin import StandIn
from tests.ui.test_desk import press

GALENA, CALCITE = LabelName("Galena", "GALENA"), LabelName("Calcite", "Calcite")
GARNET = LabelName("Garnet group", "Гранат")
AUGITE = LabelName("Pyroxene group", "Pyroxene", usual="Augite")
PERHAPS = LabelName("Galena", "GALLENA", sure=False)


def opened(window: MainWindow, backend: StandIn, *names: LabelName) -> Draft:
    """The first photo, with these names on its labels."""
    backend.photos[0] = replace(backend.photos[0], label_names=names)
    window.desk.session.open(backend.photos[0].row.id)
    settle(window)
    return draft_of(window)


def draft_of(window: MainWindow) -> Draft:
    draft = window.desk.session.draft
    assert draft is not None
    return draft


def label_row(window: MainWindow) -> SuggestionRow:
    return window.desk.panel.names.label_row


def test_a_sure_name_is_chosen_from_the_start_and_is_no_correction_to_explain(
    window: MainWindow, backend: StandIn
) -> None:
    draft = opened(window, backend, GALENA)
    assert (draft.name_kind, draft.species) == (NameKind.SPECIES, "Galena")
    row = label_row(window)
    assert row.isVisible()
    assert row.isChecked()
    assert row.accessibleName() == "L: Galena, A label in the photo says “GALENA”."
    window.desk.accept()
    settle(window)
    assert (backend.decisions[0].verb, backend.decisions[0].species) == (Verb.CORRECT, "Galena")
    assert backend.decisions[0].shown[0] == "Lazurite"
    assert not window.status.reasons.isVisible()


def test_a_suggestion_of_that_name_says_so_and_has_no_second_row(window: MainWindow, backend: StandIn) -> None:
    draft = opened(window, backend, LabelName("Sodalite", "Sodalite"))
    assert draft.species == "Sodalite"
    assert not label_row(window).isVisible()


@pytest.mark.parametrize("names", [(PERHAPS,), (GALENA, CALCITE)])
def test_what_is_not_sure_is_offered_and_not_chosen(
    window: MainWindow, backend: StandIn, names: tuple[LabelName, ...]
) -> None:
    assert opened(window, backend, *names).species == "Lazurite"
    assert label_row(window).isVisible()
    assert not label_row(window).isChecked()
    press(window, Qt.Key.Key_L)
    assert draft_of(window).species == "Galena"
    assert label_row(window).isChecked()


def test_where_the_label_tells_the_name_nothing_is_unsure(window: MainWindow, backend: StandIn) -> None:
    backend.photos[2] = replace(backend.photos[2], label_names=(GALENA,))
    window.desk.session.open(3)  # the model abstains
    settle(window)
    assert window.desk.panel.names.heading == "Name"
    assert draft_of(window).species == "Galena"


def test_l_goes_from_name_to_name(window: MainWindow, backend: StandIn) -> None:
    opened(window, backend, GALENA, CALCITE)
    taken = []
    for _ in range(3):
        press(window, Qt.Key.Key_L)
        taken.append(draft_of(window).species)
        assert label_row(window).accessibleName().startswith(f"L: {taken[-1]}")
    assert taken == ["Galena", "Calcite", "Galena"]


def test_the_row_and_its_key_take_the_name_that_stands_there(window: MainWindow, backend: StandIn) -> None:
    opened(window, backend, LabelName("Sodalite", "Sodalite"), GALENA, CALCITE)  # the first is a suggestion
    assert label_row(window).accessibleName().startswith("L: Galena")
    label_row(window).click()
    assert draft_of(window).species == "Galena"
    label_row(window).click()
    assert draft_of(window).species == "Calcite"
    press(window, Qt.Key.Key_1)
    press(window, Qt.Key.Key_L)
    assert draft_of(window).species == "Galena"


def test_an_analysis_that_brings_a_label_chooses_its_name_unless_one_was_chosen() -> None:
    later = replace(scenes.stored(1), label_names=(GALENA,))
    assert renew(begin(waiting(), None), later, None).species == "Galena"
    assert renew(begin(scenes.stored(1), None), later, None).species == "Galena"
    typed = begin(waiting(), None).with_name("Gold")
    assert (renew(typed, later, None).species, renew(typed, later, None).typed_before_seeing) == ("Gold", True)
    other = begin(scenes.stored(1), None).with_name("Sodalite")
    assert renew(other, later, None).species == "Sodalite"


def waiting() -> StoredPhoto:
    stored = scenes.stored(1)
    return replace(stored, row=replace(stored.row, state=PhotoState.WAITING), analysis=None)


def test_a_label_does_not_decide_about_a_photo_that_failed_or_was_set_aside() -> None:
    for state in (PhotoState.FAILED, PhotoState.SET_ASIDE):
        stored = scenes.stored(1)
        draft = begin(replace(stored, row=replace(stored.row, state=state), label_names=(GALENA,)), None)
        assert not draft.can_accept


def test_a_group_is_proposed_where_no_label_tells_the_name() -> None:
    group = Group("Feldspar group", 0.8, justified=True)
    stored = scenes.stored(3, scenes.UNSURE)
    assert begin(stored, group).name_kind is NameKind.GROUP
    assert begin(replace(stored, label_names=(GALENA,)), group).species == "Galena"
    assert begin(replace(stored, label_names=(GALENA, CALCITE)), group).name_kind is NameKind.GROUP
    assert begin(replace(stored, label_names=(GARNET,)), group).species == "Garnet group"


def test_a_group_alone_on_the_label_is_chosen_and_decided_as_a_group(window: MainWindow, backend: StandIn) -> None:
    draft = opened(window, backend, GARNET)
    assert (draft.name_kind, draft.species) == (NameKind.GROUP, "Garnet group")
    assert label_row(window).isVisible()
    assert label_row(window).isChecked()
    assert label_row(window).accessibleName() == "L: Garnet group, A label in the photo says “Гранат”."
    window.desk.accept()
    settle(window)
    assert (backend.decisions[0].verb, backend.decisions[0].species) == (Verb.GROUP, "Garnet group")
    assert not window.status.reasons.isVisible()


def test_a_species_before_a_group_is_chosen_and_l_goes_on_to_the_group(window: MainWindow, backend: StandIn) -> None:
    assert opened(window, backend, GALENA, GARNET).species == "Galena"
    press(window, Qt.Key.Key_L)
    draft = draft_of(window)
    assert (draft.name_kind, draft.species) == (NameKind.GROUP, "Garnet group")
    assert label_row(window).isChecked()
    label_row(window).click()  # what is chosen already: the next one
    draft = draft_of(window)
    assert (draft.name_kind, draft.species) == (NameKind.SPECIES, "Galena")


def test_l_goes_on_from_a_group_to_the_species_that_its_word_usually_means(
    window: MainWindow, backend: StandIn
) -> None:
    draft = opened(window, backend, AUGITE)
    assert (draft.name_kind, draft.species) == (NameKind.GROUP, "Pyroxene group")
    assert label_row(window).accessibleName() == "L: Pyroxene group, A label in the photo says “Pyroxene”."
    press(window, Qt.Key.Key_L)
    assert (draft_of(window).name_kind, draft_of(window).species) == (NameKind.SPECIES, "Augite")
    assert "a group, of which this is the usual species" in label_row(window).accessibleName()
    press(window, Qt.Key.Key_L)
    assert draft_of(window).species == "Pyroxene group"
    press(window, Qt.Key.Key_L)
    window.desk.accept()
    settle(window)
    assert (backend.decisions[0].verb, backend.decisions[0].species) == (Verb.CORRECT, "Augite")
    assert not window.status.reasons.isVisible()


def test_what_is_said_of_a_group_and_its_usual_species(backend: StandIn) -> None:
    assert label_note(backend, [AUGITE], "Pyroxene group") == (
        "usually Augite",
        "A label in the photo says “Pyroxene”.",
    )
    assert label_note(backend, [AUGITE], "Augite") == (
        "usual one of the label's group",
        "A label in the photo says “Pyroxene”: a group, of which this is the usual species.",
    )
    assert label_note(backend, [AUGITE], "Diopside") is None


def test_a_click_on_the_row_takes_the_group(window: MainWindow, backend: StandIn) -> None:
    assert opened(window, backend, replace(GARNET, sure=False)).species == "Lazurite"
    label_row(window).click()
    assert (draft_of(window).name_kind, draft_of(window).species) == (NameKind.GROUP, "Garnet group")


def test_the_group_that_is_offered_anyway_says_that_it_is_on_the_label(build: Build, backend: StandIn) -> None:
    pyroxene = LabelName("Pyroxene group", "Пироксен")
    backend.photos[2] = replace(backend.photos[2], label_names=(pyroxene,))
    window = build(backend)
    window.desk.session.open(3)  # no name is sure, the pyroxene group is offered
    settle(window)
    names = window.desk.panel.names
    assert draft_of(window).group is not None
    assert draft_of(window).species == "Pyroxene group"
    assert not label_row(window).isVisible()
    assert names._group.isChecked()
    assert "Пироксен" in names._group.accessibleName()
    backend.photos[2] = replace(backend.photos[2], label_names=(GARNET,))
    window.desk.session.open(2)
    window.desk.session.open(3)
    settle(window)
    assert draft_of(window).species == "Garnet group"
    assert label_row(window).isChecked()
    assert not names._group.isChecked()
    press(window, Qt.Key.Key_G)
    assert draft_of(window).species == "Pyroxene group"
    assert not label_row(window).isChecked()
    assert names._group.isChecked()


def test_l_in_a_field_is_a_letter(window: MainWindow, backend: StandIn) -> None:
    opened(window, backend, PERHAPS)
    press(window, Qt.Key.Key_N)
    QTest.keyClicks(window.desk.panel.names.field, "l")
    assert window.desk.panel.names.field.text() == "l"
    assert draft_of(window).species == "Lazurite"


def test_without_a_label_l_does_nothing(window: MainWindow, backend: StandIn) -> None:
    before = opened(window, backend)
    press(window, Qt.Key.Key_L)
    assert draft_of(window) == before
    assert not label_row(window).isVisible()


def test_a_decision_that_stands_is_not_overruled_by_a_label(window: MainWindow, backend: StandIn) -> None:
    opened(window, backend)
    window.desk.accept()
    settle(window)
    assert opened(window, backend, GALENA).species == "Lazurite"


def test_a_correction_of_the_label_is_asked_for_its_reason(window: MainWindow, backend: StandIn) -> None:
    opened(window, backend, GALENA)
    press(window, Qt.Key.Key_2)
    press(window, Qt.Key.Key_Return)
    assert backend.decisions[0].species == "Sodalite"
    assert window.status.reasons.isVisible()


def test_the_queue_proposes_what_the_desk_does(build: Build, backend: StandIn) -> None:
    backend.photos[2] = replace(backend.photos[2], label_names=(GALENA,))
    model = build(backend).desk.queue.model
    index = model.index(2, 0)
    model.data(index)  # what is looked at is asked for
    wait_for(lambda: model.data(index, ROW_ROLE).proposed == "Galena")


def test_the_queue_proposes_a_group_too(build: Build, backend: StandIn) -> None:
    backend.photos[2] = replace(backend.photos[2], label_names=(GARNET,))
    model = build(backend).desk.queue.model
    index = model.index(2, 0)
    model.data(index)
    wait_for(lambda: model.data(index, ROW_ROLE).proposed == "Garnet group")
