"""Backups, restores, checks and snapshots from the window, in words, without holding anything up."""

import threading
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QDialog, QMenu

from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import CatalogueDamaged, OutputError
from mineral_desk.domain.keeping import Finding, PreparedRestore
from mineral_desk.domain.progress import Progress
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.snapshots import snapshot_folder, snapshots_in
from mineral_desk.ui import safety
from mineral_desk.ui.job_dialog import JobDialog
from mineral_desk.ui.running import Program
from mineral_desk.ui.safety import RestoreQuestion
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.window import MainWindow
from tests.catalogue.conftest import make_photo
from tests.ui.conftest import Build, settle, wait_for
from tests.ui.standin import StandIn


def dialog_of(window: MainWindow) -> JobDialog:
    return window.findChildren(JobDialog)[-1]


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a person chooses in the dialogs for files."""
    path = Path("/disk/backup.mdc")
    monkeypatch.setattr(safety, "ask_new_backup", lambda *_: path)
    monkeypatch.setattr(safety, "ask_backup", lambda *_: path)
    return path


def test_the_file_menu_offers_all_three(window: MainWindow) -> None:
    menu = next(menu for menu in window.findChildren(QMenu) if menu.title() == "File")
    words = [action.text() for action in menu.actions()]
    first = words.index("Back up now…")
    assert words[first : first + 3] == ["Back up now…", "Restore from a backup…", "Check catalogue"]


def test_a_backup_tells_where_it_is(window: MainWindow, chosen: Path) -> None:
    window.commands["back_up"].trigger()
    settle(window)
    words = dialog_of(window).words
    assert f"The backup is made and verified: {chosen}, 1.2 MB." in words
    assert "Photos: 1,234, decisions: 567, last act on 21 Nov 2026" in words
    assert dialog_of(window).button.text() == "Close"


def test_a_backup_that_fails_is_said_in_words(window: MainWindow, backend: StandIn, chosen: Path) -> None:
    backend.fault = OutputError(f"{chosen} exists already.", "Choose another name.")
    window.commands["back_up"].trigger()
    settle(window)
    assert dialog_of(window).words == f"{chosen} exists already. Choose another name."


def test_no_name_no_backup(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safety, "ask_new_backup", lambda *_: None)
    window.commands["back_up"].trigger()
    assert window.findChildren(JobDialog) == []


def test_a_check_tells_what_it_found_and_what_to_do(window: MainWindow, backend: StandIn) -> None:
    window.commands["check"].trigger()
    settle(window)
    assert dialog_of(window).words.startswith("The catalogue is sound.")
    assert not dialog_of(window).details.isVisible()
    backend.findings = (Finding("The state of photo 1 is stale.", "Decide it again."),)
    window.commands["check"].trigger()
    settle(window)
    assert dialog_of(window).words.startswith("Found in Mineral collection.mdc: 1")
    assert dialog_of(window).details.toPlainText() == "The state of photo 1 is stale. Decide it again."


def test_closing_the_dialog_cancels_the_job(window: MainWindow, backend: StandIn) -> None:
    ended, gate = threading.Event(), threading.Event()

    def endless() -> Generator[Progress, None, None]:
        try:
            while True:
                gate.wait(0.01)
                yield Progress(1, 2, "Copying")
        finally:
            ended.set()

    backend.check = endless  # type: ignore[assignment, method-assign]
    window.commands["check"].trigger()
    dialog = dialog_of(window)
    with wait_for(lambda: dialog._stage.text() == "Copying"):
        pass
    dialog.reject()
    settle(window)
    assert ended.is_set()


@pytest.mark.parametrize("agreed", [True, False])
def test_a_restore_asks_before(
    window: MainWindow, backend: StandIn, chosen: Path, agreed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(question: RestoreQuestion) -> bool:
        asked.append(question.informativeText())
        return agreed

    monkeypatch.setattr(RestoreQuestion, "is_agreed", answer)
    window.commands["restore"].trigger()
    settle(window)
    assert "The backup backup.mdc:\nPhotos: 1,234, decisions: 567" in asked[0]
    assert (backend.restored, backend.given_up) == (([chosen], []) if agreed else ([], [chosen]))


def test_enter_does_not_restore(window: MainWindow, backend: StandIn) -> None:
    prepared = PreparedRestore(Path("b.mdc"), Path("a.mdc"), Path("part"), backend.held, None)
    question = RestoreQuestion(prepared, window)
    assert question.defaultButton() is not question.yes
    assert "It cannot be read now." in question.informativeText()


def test_snapshots_follow_the_settings_and_a_fault_is_told_once(window: MainWindow, backend: StandIn) -> None:
    window.safety.take_snapshot()
    settle(window)
    assert backend.snapshots_taken == 1
    backend.fault = OutputError("No snapshot was made.", "Make room.")
    told: list[object] = []
    window.safety.failed.connect(told.append)
    for _ in range(2):
        window.safety.take_snapshot()
        settle(window)
    assert told == [backend.fault]
    assert window.status.words == "No snapshot was made. Make room."
    without = replace(backend.settings, window=replace(backend.settings.window, snapshots=False))
    backend.settings = without
    window.safety.take_snapshot()
    settle(window)
    assert backend.snapshots_taken == 3


def test_what_is_wrong_at_the_start_is_said(build: Build, backend: StandIn) -> None:
    backend.unsound = CatalogueDamaged("Decision 7 is not there.", "Restore a backup.")
    window = build(backend)
    assert window.status.words == "Decision 7 is not there. Restore a backup."


def test_what_another_program_did_is_named_once_the_window_is_looked_at_again(
    window: MainWindow, backend: StandIn
) -> None:
    left = next(part.text() for part in window.status.parts if "left" in part.text())
    backend.decide(Decision(1, Verb.ACCEPT, "Boris", "Azurite"))
    assert window.commands["undo"].text().startswith("Undo\t")
    QApplication.sendEvent(window, QEvent(QEvent.Type.ActivationChange))
    assert window.commands["undo"].text().startswith("Undo: ")
    assert left not in [part.text() for part in window.status.parts]


@pytest.fixture
def desk(tmp_path: Path):
    found = find_folders()
    with Desk(Folders(found.models, found.resources, tmp_path), Settings(), tmp_path / "Музей № 1.mdc") as made:
        made.write(lambda catalogue: catalogue.photos.add(make_photo(), who="Anna"))
        yield made


def decide(desk: Desk, species: str) -> None:
    desk.write(lambda catalogue: catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", species)))


def test_back_up_and_restore_on_the_real_services(
    desk: Desk, tmp_path: Path, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(desk, "Malachite")
    program = Program(ServicesBackend(desk))
    first = program.open()
    settle(first)
    monkeypatch.setattr(safety, "ask_new_backup", lambda _, suggested: tmp_path / "copies" / suggested.name)
    first.commands["back_up"].trigger()
    settle(first)
    (backup,) = (tmp_path / "copies").iterdir()
    assert str(backup) in dialog_of(first).words
    dialog_of(first).reject()
    decide(desk, "Azurite")
    first.safety.take_snapshot()
    settle(first)
    assert len(snapshots_in(snapshot_folder(desk))) == 1

    monkeypatch.setattr(safety, "ask_backup", lambda *_: backup)
    monkeypatch.setattr(RestoreQuestion, "is_agreed", lambda _: True)
    first.commands["restore"].trigger()
    with wait_for(lambda: program.window is not first):
        pass
    second = program.window
    assert second is not None
    settle(second)
    decision = desk.reading.stored(1).decision
    assert decision is not None
    assert decision.species == "Malachite"
    assert f"Restored from {backup.name}. What it was before is Музей № 1.before-restore" in second.status.words
    decide(desk, "Quartz")

    with open_catalogue(desk.reading.path):  # another program
        second.commands["restore"].trigger()
        with wait_for(lambda: program.window is not second):
            pass
    third = program.window
    assert third is not None
    settle(third)
    assert "is open in another program" in third.status.words
    decision = desk.reading.stored(1).decision
    assert decision is not None
    assert decision.species == "Quartz"
    third.close()
    assert not [one for one in third.findChildren(QDialog) if one.isVisible()]
