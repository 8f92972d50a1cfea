"""A catalogue that does not open is told in words, and its owner can restore it, choose another, or try again."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from mineral_desk.catalogue.copying import back_up_file
from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.cli import window as cli_window
from mineral_desk.cli.main import main
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import CatalogueDamaged
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings, WindowSettings, save_settings
from mineral_desk.ui import opening
from mineral_desk.ui.opening import CannotOpen, Choice
from mineral_desk.ui.running import Program
from mineral_desk.ui.safety import RestoreQuestion
from mineral_desk.ui.services_backend import ServicesBackend
from tests.catalogue.conftest import make_photo

Answers = Callable[..., list[str]]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A Desk without a catalogue."""
    found = find_folders()
    with Desk(Folders(found.models, found.resources, tmp_path / "user"), Settings()) as made:
        yield made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A damaged catalogue; ``backup.mdc`` beside it is sound."""
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as catalogue:
        catalogue.photos.add(make_photo(), who="Anna")
        catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Anna", "Malachite"))
        back_up_file(path, tmp_path / "backup.mdc")
    path.write_bytes(b"SQLite format 3\x00" + b"\xff" * 5000)
    return path


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Choose these answers one after the other; returns what was asked."""

    def choose(*choices: Choice) -> list[str]:
        left, asked = list(choices), list[str]()

        def answer(question: CannotOpen) -> Choice:
            asked.append(f"{question.text()} {question.informativeText()}")
            return left.pop(0)

        monkeypatch.setattr(CannotOpen, "answer", answer)
        return asked

    return choose


@pytest.fixture
def program(desk: Desk, qapp: QApplication) -> Program:
    assert qapp is not None
    return Program(ServicesBackend(desk))


def test_quitting_leaves_the_file_alone(program: Program, path: Path, answers: Answers) -> None:
    before, asked = path.read_bytes(), answers(Choice.QUIT)
    assert not program.open_catalogue(path, create=True)
    assert asked == [f"{path} is no catalogue, or it is damaged. Choose another file, or restore a backup."]
    assert path.read_bytes() == before


def test_a_backup_is_restored_without_a_window(
    program: Program, desk: Desk, path: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(Choice.RESTORE)
    monkeypatch.setattr(opening, "ask_backup", lambda *_: path.with_name("backup.mdc"))
    monkeypatch.setattr(RestoreQuestion, "is_agreed", lambda _: True)
    assert program.open_catalogue(path, create=True)
    decision = desk.reading.stored(1).decision
    assert decision is not None
    assert decision.species == "Malachite"
    assert len(list(path.parent.glob("*before-restore*"))) == 1


@pytest.mark.parametrize("chosen", ["", "backup.mdc"])
def test_a_restore_not_agreed_to_asks_again(
    program: Program, path: Path, answers: Answers, chosen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answers(Choice.RESTORE, Choice.QUIT)
    monkeypatch.setattr(opening, "ask_backup", lambda *_: path.with_name(chosen) if chosen else None)
    monkeypatch.setattr(RestoreQuestion, "is_agreed", lambda _: False)
    before = path.read_bytes()
    assert not program.open_catalogue(path, create=True)
    assert len(asked) == 2
    assert path.read_bytes() == before
    assert not list(path.parent.glob(".mineral-desk-*"))


def test_another_one_is_opened_or_made(
    program: Program, desk: Desk, path: Path, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(Choice.AGAIN, Choice.ANOTHER)
    monkeypatch.setattr(opening, "ask_catalogue", lambda _: path.with_name("new.mdc"))
    assert program.open_catalogue(path, create=False)
    assert desk.reading.path == path.with_name("new.mdc")


def test_the_last_catalogue_is_not_made_anew_where_its_disk_is_away(
    program: Program, tmp_path: Path, answers: Answers
) -> None:
    asked = answers(Choice.QUIT)
    gone = tmp_path / "disk" / "a.mdc"
    assert not program.open_catalogue(gone, create=False)
    assert f"There is no catalogue at {gone}" in asked[0]
    assert not gone.parent.exists()
    assert program.open_catalogue(gone, create=True)


def test_without_a_display_it_is_told_on_standard_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MINERAL_DESK_HOME", str(tmp_path))
    gone = tmp_path / "disk" / "a.mdc"
    save_settings(Settings(window=WindowSettings(last_catalogue=str(gone))), tmp_path / "settings.toml")
    assert main(["window"]) == 1
    assert f"There is no catalogue at {gone}" in capsys.readouterr().err
    assert not gone.parent.exists()


def test_a_named_catalogue_may_be_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINERAL_DESK_HOME", str(tmp_path))
    asked: list[tuple[Path, bool]] = []

    def run_window(_: Desk, catalogue: Path, photos: tuple[Path, ...], create: bool) -> int:
        asked.append((catalogue, create))
        return 0

    monkeypatch.setattr(cli_window.app, "run_window", run_window)
    assert main(["window", "--catalogue", "new.mdc"]) == 0
    assert main(["window"]) == 0
    assert asked == [(Path("new.mdc"), True), (tmp_path / "Mineral collection.mdc", True)]


def test_the_question_offers_all_and_escapes_to_quitting(qapp: QApplication) -> None:
    question = CannotOpen(CatalogueDamaged("It is damaged.", "Restore a backup."))
    assert list(question.offered) == list(Choice)
    assert question.escapeButton() is question.offered[Choice.QUIT]
    assert question.defaultButton() is question.offered[Choice.AGAIN]
