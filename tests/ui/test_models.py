"""The models page on the real services: cards, installing, using, removing, checking, comparing."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.progress import finish as run_job
from mineral_desk.services import reviewing
from mineral_desk.services.desk import Desk
from mineral_desk.services.models import use_model
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings, load_settings
from mineral_desk.ui.lane_dialog import LaneDialog
from mineral_desk.ui.lanes import Lane
from mineral_desk.ui.models.compare_dialog import CompareDialog
from mineral_desk.ui.models.install_dialog import InstallDialog
from mineral_desk.ui.models.models_dialog import ModelsDialog
from mineral_desk.ui.running import prepare_looks
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.widgets.wrapped_text import WrappedText
from mineral_desk.ui.window import MainWindow
from mineral_desk.vision.model_store import ModelStore
from tests.services.installing.models_at_hand import model_files, packed, packed_model, serving
from tests.services.memory_museum import Museum, towards
from tests.services.trying.harmful_models import endless, hungry, write_harmful
from tests.ui.conftest import Build, finish, settle, wait_for
from tests.ui.standin import StandIn
from tests.vision.foreign_reader import write_foreign_reader
from tests.vision.small_model import SPECIES, SmallModel


@pytest.fixture
def desk(tmp_path: Path, models_folder: Path, resources_folder: Path) -> Iterator[Desk]:
    user = tmp_path / "user"
    folders = Folders(models=(user / "models", models_folder), resources=resources_folder, user=user)
    with Desk(folders, Settings(), tmp_path / "Музей № 1.mdc") as desk:
        SmallModel((*SPECIES[:-1], "Sulphur of Etna")).write(folders.own_models / "small@1")
        yield desk


@pytest.fixture
def window(build: Build, desk: Desk) -> MainWindow:
    return build(ServicesBackend(desk))


@pytest.fixture
def page(qapp: QApplication, desk: Desk) -> Iterator[ModelsDialog]:
    """The page without the window around it."""
    backend, lane, parent = ServicesBackend(desk), Lane("files"), QWidget()
    dialog = ModelsDialog(prepare_looks(qapp, backend), backend, lane, parent)
    dialog.show()
    finish(dialog)
    yield dialog
    dialog.close()
    lane.close()
    parent.deleteLater()


def shown(window: MainWindow) -> ModelsDialog:
    dialog = window.modelling.show_models()
    finish(dialog)
    return dialog


def choose(page: ModelsDialog, name: str) -> None:
    page.table.choose(name)
    QApplication.processEvents()


def test_the_action_stands_in_the_menu_with_its_key(build: Build, backend: StandIn) -> None:
    window = build(backend)
    QTest.keyClick(window, Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    page = window.findChild(ModelsDialog)
    assert isinstance(page, ModelsDialog)
    finish(page)
    assert page.card.words.startswith("species")


def test_cards_say_what_a_model_is_and_which_is_used(page: ModelsDialog, models_folder: Path) -> None:
    assert [row.key for row in page.table.rows_model.rows] == [
        "cube_acceptance", "cube_check", "cube_pose", "cyrillic", "segmentation", "small", "species",
    ]  # fmt: skip
    assert page.table.chosen_key == "species"
    assert "CPU" in page.device.text()
    said = page.card.words
    right = ModelStore([models_folder]).card("species").facts["accuracy"]["all_species"]["all"]["top_1"]
    for words in (
        "1,123",
        f"first right {100 * right:.1f} %",
        "coleccion-pra",
        "Weights: MIT",
        "confirmed photos have a vote",
    ):
        assert words in said
    assert (page.use.isEnabled(), page.remove.isEnabled(), page.compare.isEnabled()) == (False, False, True)
    choose(page, "small")
    assert "Not in the IMA list (1): Sulphur of Etna" in page.card.words
    assert (page.use.isEnabled(), page.remove.isEnabled()) == (True, True)


def test_installed_from_a_stick_and_chosen(page: ModelsDialog, tmp_path: Path, desk: Desk) -> None:
    page.show_install()
    dialog = page.findChild(InstallDialog)
    assert isinstance(dialog, InstallDialog)
    assert not dialog.begin.isEnabled()
    dialog.source.setText(str(packed_model(tmp_path, "other")))
    QTest.keyClick(dialog.source, Qt.Key.Key_Return)
    finish(dialog)
    finish(page)
    assert page.words == "other version 7 is installed."
    assert page.table.chosen_key == "other"
    assert (desk.folders.own_models / "other@1" / "other.onnx").is_file()


def test_what_does_not_fit_is_refused_in_words(page: ModelsDialog, tmp_path: Path, desk: Desk) -> None:
    files = model_files(tmp_path / "files", "other")
    files["other.toml"] = files["other.toml"].replace(b"size_px = 32", b"size_px = 64")
    dialog = InstallDialog(page._theme, page._backend, page._lane, page)
    for source, said in (
        (str(packed(tmp_path / "a.zip", files)), "promises an input"),
        (str(tmp_path / "nothing.zip"), "does not exist"),
        ("http://example.org/a.zip", "https://"),
    ):
        dialog.source.setText(source)
        dialog.install()
        finish(dialog)
        assert said in dialog.words
        assert dialog.begin.isEnabled()
    dialog.show()
    dialog.source.setText("http://example.org/a.zip")
    dialog.install()
    finish(dialog)
    assert dialog.focusWidget() is dialog.source
    assert [one.name for one in desk.folders.own_models.glob("*@*")] == ["small@1"]


def test_a_download_is_cancelled_with_the_dialog_and_goes_on_later(
    page: ModelsDialog, tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving(packed_model(tmp_path, "other").read_bytes()) as server:
        server.cut_after = [300, 0, 0]
        dialog = InstallDialog(page._theme, page._backend, page._lane, page)
        dialog.source.setText(server.address)
        dialog.install()
        finish(dialog)
        assert "300 bytes have come" in dialog.words
        dialog.install()
        dialog.reject()
        settle_lane(page)
        again = InstallDialog(page._theme, page._backend, page._lane, page)
        again.source.setText(server.address)
        again.install()
        finish(again)
    assert (desk.folders.own_models / "other@1").is_dir()


def test_the_window_stays_usable_while_a_model_is_tried(
    window: MainWindow, tmp_path: Path, desk: Desk, resources_folder: Path
) -> None:
    page = shown(window)
    dialog = InstallDialog(page._theme, page._backend, page._lane, page)
    dialog.source.setText(str(write_harmful(tmp_path / "harm", endless(), "small")))
    dialog.install()
    with wait_for(lambda: "Trying small in a process of its own" in dialog.words, 60):
        pass
    window.take_in(sorted((resources_folder / "demo").glob("*.jpg"))[:1])
    settle(window, 60)
    assert desk.reading.stored(1).analysis is not None
    assert dialog._job is not None
    assert dialog.leave.isEnabled()
    dialog.leave.click()
    settle_lane(page)
    assert [one.name for one in desk.folders.own_models.glob("*")] == ["small@1"]
    page.read()
    finish(page)
    choose(page, "small")
    assert "Not in the IMA list (1): Sulphur of Etna" in page.card.words


def test_a_model_that_is_too_hungry_is_refused_in_words(page: ModelsDialog, tmp_path: Path, desk: Desk) -> None:
    dialog = InstallDialog(page._theme, page._backend, page._lane, page)
    dialog.source.setText(str(write_harmful(tmp_path / "harm", hungry(), "other")))
    dialog.show()
    dialog.install()
    finish(dialog)
    QApplication.processEvents()
    for label in dialog.findChildren(QLabel):
        assert not label.wordWrap() or label.height() >= label.heightForWidth(label.width()), label.text()
    assert "The model other wants more than the 1.5 GB of memory" in dialog.words
    assert dialog.begin.isEnabled()
    write_harmful(desk.folders.own_models, hungry(), "other")
    page.read()
    finish(page)
    choose(page, "other")
    page.use.click()
    finish(page)
    assert "other wants more than" in page.words
    assert desk.settings.analysis.model == ""


def test_the_program_does_without_a_model_that_was_spoilt(build: Build, desk: Desk, resources_folder: Path) -> None:
    run_job(use_model(desk, "small"))
    model = desk.folders.own_models / "small@1" / "small.onnx"
    whole = model.read_bytes()
    model.write_bytes(whole[:-1])
    window = build(ServicesBackend(desk))
    window.start()
    settle(window, 60)
    assert "small.onnx is not the one its card describes" in window.status.words
    assert "The model that comes with the program suggests names instead. Install it again" in window.status.words
    window.take_in(sorted((resources_folder / "demo").glob("*.jpg"))[:1])
    settle(window, 60)
    stored = desk.reading.stored(1)
    assert stored.analysis is not None
    assert stored.analysis.models["classifier"].name == "species"
    assert desk.memory.card.name == "species"
    page = shown(window)
    choose(page, "small")
    assert "sha256 differs" in page.card.words
    assert page.card.words.startswith("small")
    window.backend.change_settings(replace(desk.settings, window=replace(desk.settings.window, theme="dark")))
    kept = load_settings(desk.folders.settings_file)
    assert (kept.analysis.model, kept.window.theme, desk.settings.analysis.model) == ("small", "dark", "")
    model.write_bytes(whole)
    page.show_install()
    dialog = page.findChild(InstallDialog)
    assert isinstance(dialog, InstallDialog)
    dialog.source.setText(str(model.with_suffix(".toml")))
    dialog.install()
    finish(dialog)
    finish(page)
    choose(page, "small")
    page.use.click()
    finish(page)
    assert desk.settings.analysis.model == "small"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("scale", [1.0, 1.25])
@pytest.mark.parametrize("size", [(1000, 700), (1240, 660)])
def test_what_models_do_is_never_cut_off(
    qapp: QApplication, desk: Desk, language: str, scale: float, size: tuple[int, int]
) -> None:
    looks = replace(desk.settings.window, language=language, text_scale=scale)
    desk.settings = replace(desk.settings, window=looks)
    backend, lane, parent = ServicesBackend(desk), Lane("files"), QWidget()
    dialog = ModelsDialog(prepare_looks(qapp, backend), backend, lane, parent)
    dialog.resize(*size)
    dialog.show()
    finish(dialog)
    QApplication.processEvents()
    table, card = dialog.table, dialog.card
    assert dialog.width() == size[0]
    assert table.sizeHintForColumn(1) <= table.columnWidth(1)
    assert table.sizeHintForColumn(2) <= table.columnWidth(2)
    assert table.horizontalScrollBar().maximum() == 0
    assert table.columnWidth(0) > 40
    assert card.widget().width() <= card.viewport().width()
    for text in card.findChildren(WrappedText):
        assert text.document().size().height() <= text.height()
    dialog.close()
    lane.close()
    parent.deleteLater()


def settle_lane(dialog: LaneDialog) -> None:
    deadline = time.monotonic() + 30
    while dialog._lane.is_busy and time.monotonic() < deadline:
        QApplication.processEvents()
        time.sleep(0.002)


def test_another_model_is_used_and_photos_follow_in_the_background(
    window: MainWindow, desk: Desk, resources_folder: Path
) -> None:
    page = shown(window)
    window.take_in(sorted((resources_folder / "demo").glob("*.jpg"))[:1])
    settle(window, 60)
    row = desk.reading.queue.row(1)
    reviewing.decide(desk, Decision(1, Verb.CORRECT, "Anna", "Gypsum", "7", shown=("Quartz",)))
    choose(page, "small")
    page.use.click()
    finish(page)
    assert page.words.startswith("small suggests names now")
    assert load_settings(desk.folders.settings_file).analysis.model == "small"
    settle(window, 60)
    assert not window.work.renewing.running
    assert window.status.running == ""
    stored = desk.reading.stored(1)
    assert stored.analysis is not None
    assert stored.analysis.models["classifier"].name == "small"
    assert desk.reading.queue.row(1).decided == "Gypsum"
    assert row.path == desk.reading.queue.row(1).path
    assert desk.memory.is_loaded
    assert desk.memory.card.name == "small"


def test_analysing_again_can_be_stopped_and_begun_again(window: MainWindow, desk: Desk) -> None:
    page = shown(window)
    museum = Museum(desk)
    for number in range(5):
        museum.take_in(f"{number}.jpg", towards(number))
    window.lanes.vision.pause(True)
    choose(page, "small")
    page.use.click()
    finish(page)
    assert window.work.renewing.running
    assert "small analyses photos again" in window.status.running
    assert window.status.stop.isVisibleTo(window.status)
    window.status.stop.click()
    assert not window.work.renewing.running
    assert not window.status.stop.isVisibleTo(window.status)
    window.lanes.vision.pause(False)
    settle(window)
    page.close()
    again = window.modelling.show_models()
    finish(again)
    assert again.others.text() == "5 photos show what another model found."
    again.renew.click()
    assert window.work.renewing.running
    assert not again.renew.isVisibleTo(again)
    settle(window, 60)
    assert not window.work.renewing.running


def test_what_waits_goes_before_what_is_analysed_again(window: MainWindow, desk: Desk) -> None:
    window.lanes.vision.pause(True)
    window.work.renew()
    first = window.work._renew_job
    window.work.analyse_waiting()
    assert window.work._analyse_job is not None
    assert window.work._renew_job is not None
    assert first is not None
    assert first < window.work._analyse_job < window.work._renew_job
    window.lanes.vision.pause(False)
    settle(window, 30)
    assert not window.work.renewing.running


def test_removing_asks_twice_and_shipped_models_stay(page: ModelsDialog, desk: Desk) -> None:
    choose(page, "small")
    page.remove.click()
    assert page.remove.text() == "Remove for good"
    choose(page, "species")
    assert page.remove.text() == "Remove"
    assert not page.remove.isEnabled()
    choose(page, "small")
    page.remove.click()
    page.remove.click()
    finish(page)
    finish(page)
    assert page.words == "small is removed."
    assert "small" not in [row.key for row in page.table.rows_model.rows]
    assert list(desk.folders.own_models.iterdir()) == []


def test_a_reader_of_another_network_is_told_by_checking(page: ModelsDialog, desk: Desk, models_folder: Path) -> None:
    write_foreign_reader(models_folder, desk.folders.own_models)
    page.check.click()
    finish(page)
    assert page.words.startswith("cyrillic.onnx is silent")
    choose(page, "cyrillic")
    assert "Silent" in page.card.words
    assert "pip install rapidocr==" in page.card.words
    (row,) = (one for one in page.table.rows_model.rows if one.key == "cyrillic")
    assert row.cells[-1].words == "silent"


def test_saying_nothing_asks_for_no_impossible_height(page: ModelsDialog, qtlog: Any) -> None:
    page._say("Something")
    page._say("")
    assert not [one.message for one in qtlog.records if "Negative sizes" in one.message]


def test_checking_names_the_spoilt_one(page: ModelsDialog, desk: Desk) -> None:
    page.check.click()
    finish(page)
    assert page.words == f"All {len(page.table.rows_model.rows)} models are as their cards say."
    model = desk.folders.own_models / "small@1" / "small.onnx"
    model.write_bytes(model.read_bytes()[:-1])
    page.check.click()
    finish(page)
    assert page.words == "Cannot be used: small"
    choose(page, "small")
    assert "sha256 differs" in page.card.words
    assert not page.use.isEnabled()


def test_two_models_side_by_side_and_a_photo_on_the_desk(
    window: MainWindow, desk: Desk, resources_folder: Path
) -> None:
    page = shown(window)
    window.take_in(sorted((resources_folder / "demo").glob("*.jpg"))[:1])
    settle(window, 60)
    analysis = desk.reading.stored(1).analysis
    assert analysis is not None
    species = analysis.suggestions.items[0].species
    reviewing.decide(desk, Decision(1, Verb.ACCEPT, "Anna", species, shown=(species,)))
    page.compare.click()
    dialog = window.findChild(CompareDialog)
    assert isinstance(dialog, CompareDialog)
    assert (dialog.first.currentText(), dialog.second.currentText()) == ("species", "small")
    dialog.second.setCurrentText("species")
    assert not dialog.begin.isEnabled()
    dialog.second.setCurrentText("small")
    dialog.begin.click()
    finish(dialog)
    assert dialog.words.startswith("1 photos: ")
    first = dialog.measures.rows_model.rows[0].cells
    assert [one.words for one in first[:2]] == ["The first name is right", "100.0 %"]
    changed = dialog.photos.rows_model.rows
    if changed:
        dialog.photos.opened.emit(changed[0].key)
        assert window.desk.session.photo_id == changed[0].key


def test_comparing_without_decisions_says_so(page: ModelsDialog) -> None:
    dialog = CompareDialog(page._theme, page._backend, page._lane, page.classifiers(), page)
    dialog.choose("species", "small")
    dialog.compare()
    finish(dialog)
    assert "Nobody has named a photo" in dialog._said.text()
