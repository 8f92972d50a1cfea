"""The Russian window on the real services: what goes wrong is said in Russian, whatever files are called."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from mineral_desk.catalogue.opening import create_catalogue
from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import CatalogueError, MineralDeskError
from mineral_desk.domain.hand import HandMarks
from mineral_desk.domain.phrase import Phrase, listed, said
from mineral_desk.services.desk import Desk
from mineral_desk.services.paths import Folders, find_folders
from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.ui import words
from mineral_desk.ui.actions import Place
from mineral_desk.ui.dialogs import SettingsDialog
from mineral_desk.ui.history_dialog import WHAT, HistoryDialog
from mineral_desk.ui.import_dialog import ImportDialog
from mineral_desk.ui.intake.reasons import explain
from mineral_desk.ui.job_dialog import JobDialog
from mineral_desk.ui.merging.merge_dialog import MergeDialog
from mineral_desk.ui.models.install_dialog import InstallDialog
from mineral_desk.ui.models.models_dialog import ModelsDialog
from mineral_desk.ui.opening import CannotOpen
from mineral_desk.ui.services_backend import ServicesBackend
from mineral_desk.ui.stored_words import stored_fault, stored_fault_line
from mineral_desk.ui.storing.labels_dialog import LabelsDialog
from mineral_desk.ui.window import MainWindow
from tests.services.installing.models_at_hand import model_files, packed
from tests.ui.conftest import Build, finish, settle, wait_for

HOSTILE = "{0.__class__} 100 %s №3.jpg"
EMPTY = "пусто. Так.jpg"
NAMES_OF_THINGS = {"JPEG", "PNG", "TIFF", "GIF", "XLSX", "CSV", "ZIP", "Excel", "SHA", "SQLite", "Mineral", "Desk"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = find_folders()
    folders = Folders((tmp_path / "user" / "models", *found.models), found.resources, tmp_path / "user")
    settings = Settings(window=WindowSettings(person="Анна", language="ru"))
    with Desk(folders, settings, tmp_path / "Музей.mdc") as made:
        yield made


@pytest.fixture
def window(build: Build, desk: Desk, qapp: QApplication) -> Iterator[MainWindow]:
    yield build(ServicesBackend(desk))
    words.speak(qapp, find_folders().resources, "en")


@pytest.fixture
def russian(qapp: QApplication, resources_folder: Path) -> Iterator[None]:
    words.speak(qapp, resources_folder, "ru")
    yield
    words.speak(qapp, resources_folder, "en")


@pytest.fixture
def card(tmp_path: Path) -> Path:
    """Photos that cannot be used, each for another reason."""
    folder = tmp_path / "card"
    folder.mkdir()
    (folder / HOSTILE).write_bytes(next(find_folders().demo_photos.glob("FMM_319*_01.jpg")).read_bytes()[:2000])
    (folder / EMPTY).write_bytes(b"")
    (folder / "текст.jpg").write_text("no picture")
    (folder / "1.png").write_bytes(b"GIF89a" + bytes(40))
    Image.new("1", (30_000, 30_000)).save(folder / "огромный.png")
    return folder


def english(text: str, *names: object) -> list[str]:
    """The English words in ``text``, beside ``names`` that were given to it and proper names."""
    for name in names:
        text = text.replace(str(name), "")
    return [word for word in re.findall(r"[A-Za-z]{2,}", text) if word not in NAMES_OF_THINGS]


def wait_for_files(window: MainWindow) -> None:
    with wait_for(lambda: not window.lanes.files.is_busy and not window.lanes.safety.is_busy, 30):
        pass
    settle(window)


def told(window: MainWindow) -> str:
    """What the last dialog with a job says, all of it."""
    wait_for_files(window)
    dialog = window.findChildren(JobDialog)[-1]
    text = f"{dialog.words}\n{dialog.details.toPlainText()}".strip()
    dialog.reject()
    return text


def taken_in(window: MainWindow, *places: Path) -> dict[str, tuple[str, str]]:
    """By the name of each photo that failed, what the Intake says of it."""
    window.take_in(list(places))
    settle(window, 90)
    rows = window.backend.queue_rows(QueueFilter.ALL, 100, 0)
    found = [explain(window.backend.open_photo(row.id)) for row in rows if row.error]
    return {one.row.path.name: (one.what, one.do) for one in found}


def demo() -> Path:
    return next(find_folders().demo_photos.glob("FMM_319*_01.jpg"))


def test_photos_that_cannot_be_used(window: MainWindow, card: Path) -> None:
    """What the catalogue keeps in English is read from it again."""
    found = taken_in(window, card)
    assert found == {
        HOSTILE: (f"{HOSTILE}: файл обрывается, есть только 2 кБ.", "Скопируйте его заново и нажмите «Повторить»."),
        EMPTY: (f"{EMPTY}: файл пуст.", "Скопируйте его заново и нажмите «Повторить»."),
        "текст.jpg": ("В текст.jpg нет изображения.", "Проверьте, тот ли это файл; если тот, скопируйте его заново."),
        "1.png": ("1.png — картинка GIF, программа такого не открывает.", "Сохраните его в JPEG, PNG или TIFF."),
        "огромный.png": (
            "огромный.png: 30000 × 30000 пикселей, 900 Мп; предел 250.",
            "Сохраните его уменьшенную копию.",
        ),
    }
    row = next(one for one in window.backend.queue_rows(QueueFilter.ALL, 100, 0) if one.path.name == HOSTILE)
    window.show_place(Place.DESK)
    window.desk.show_photo(row.id)
    settle(window)
    assert window.desk.panel.notice.words == " ".join(found[HOSTILE])
    history = HistoryDialog(window._theme, window.backend, window.backend.subject_of(row.id), window)
    assert history.lines.item(0, 5).text() == " ".join(found[HOSTILE])
    taken_in_words = history.lines.item(history.lines.rowCount() - 1, WHAT).text()
    assert taken_in_words == "Снимок добавлен", "not as a name that was accepted"
    assert row.error.startswith(f"{HOSTILE}: the file ends too early; ")
    history.reject()


def test_lists_of_numbers(window: MainWindow, card: Path, tmp_path: Path) -> None:
    taken_in(window, card)
    path = tmp_path / "номера.csv"
    path.write_text(f"photo,number\n{EMPTY},1\n{HOSTILE},\nIMG_9.jpg,1\n{EMPTY},2\n", encoding="utf-8")
    window.matching.give_numbers(path)
    assert told(window).splitlines() == [
        "Присвоено номеров: 1, уже были: 0, не принято строк: 3.",
        f"Строка 3, {HOSTILE}: нет снимка или номера.",
        "Строка 4, IMG_9.jpg: такого снимка нет.",
        f"Строка 5, {EMPTY}: список даёт ему два номера: 1 и 2.",
    ]
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    window.matching.give_numbers(path)
    assert told(window) == f"В списке {path} нет столбца «photo». В первой строке должны стоять названия столбцов."
    window.matching.give_numbers(tmp_path / "нет.csv")
    assert "не читается: такого файла или папки нет." in told(window)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "пуст. В первой строке должны стоять названия столбцов."),
        (b"PK\x03\x04" + bytes(50), "Файл XLSX не читается: это не файл ZIP."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "файл Excel старого вида или с паролем."),
        (b"No.,Name\n" + b"a" * 200_000 + b",b\n", "в ячейке не больше 100000 знаков"),
    ],
)
def test_lists_of_records(window: MainWindow, tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "опись.xlsx"
    path.write_bytes(content)
    window.papers.show_import(path)
    wait_for_files(window)
    dialog = window.findChildren(ImportDialog)[-1]
    assert expected in dialog.words
    assert english(dialog.words, path) == []
    dialog.reject()


def test_settings_outside_their_limits(window: MainWindow) -> None:
    dialog = SettingsDialog(window._theme, window.backend.settings, window)
    for group, name, typed, expected in (
        ("analysis", "cube_edge_mm", "9999", "Ребро кубика: 9999 мм. Нужно от 1 до 200 мм."),
        ("analysis", "max_aspect_ratio", "0,5", "Самая вытянутая форма: 0,5. Нужно от 1,2 до 20."),
        ("window", "file_name_pattern", "{0.__class__}", "В образце имён файлов неизвестное место {0.__class__}."),
        ("window", "file_name_pattern", "a{", "Образец имён файлов a{ не читается."),
        ("window", "file_name_pattern", "{number}{any}", "Два места в образце имён файлов стоят вплотную."),
    ):
        editor = dialog._editors[group, name]
        assert isinstance(editor, QLineEdit)
        before = editor.text()
        editor.setText(typed)
        dialog._keep()
        assert dialog._fault.text().startswith(expected)
        editor.setText(before)
    dialog.reject()


def test_the_reasons_of_the_program_follow_the_language(window: MainWindow, desk: Desk) -> None:
    dialog = SettingsDialog(window._theme, desk.settings, window)
    editor = dialog._editors["window", "reasons"]
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "осмотрен образец; так на этикетке; описка; определил специалист"
    assert dialog.settings == desk.settings
    editor.setText("описка;  моя причина")
    assert dialog.settings.window.reasons == "a slip; моя причина"
    dialog.reject()


def test_the_queue_is_read_out_in_russian(window: MainWindow) -> None:
    taken_in(window, demo())
    backend, model = window.backend, window.desk.queue.model
    backend.decide(Decision(1, Verb.ACCEPT, "Анна", "Quartz"))
    model.show_filter(QueueFilter.ALL)
    settle(window)
    index = model.index(0)
    assert str(model.data(index, Qt.ItemDataRole.AccessibleTextRole)).endswith(", Кварц")


def test_catalogues_that_do_not_open(window: MainWindow, tmp_path: Path) -> None:
    text, newer = tmp_path / "text.mdc", tmp_path / "newer.mdc"
    text.write_text("no catalogue" * 1000)
    with create_catalogue(newer):
        pass
    with closing(sqlite3.connect(newer)) as raw:
        raw.execute("PRAGMA user_version = 99")
    for path, expected in (
        (text, f"{text} — не каталог, или он повреждён."),
        (newer, "записан более новой программой: у файла версия 99"),
        (tmp_path / "нет.mdc", f"Каталога {tmp_path / 'нет.mdc'} нет."),
    ):
        with pytest.raises(CatalogueError) as caught:
            window.backend.open_catalogue(path, create=False)
        box = CannotOpen(caught.value)
        assert expected in box.text()
        assert english(f"{box.text()} {box.informativeText()}", path, tmp_path) == []
        window.say_fault(caught.value)
        assert window.status.words == f"{box.text()} {box.informativeText()}"
    window.merging.show_merge(text)
    wait_for_files(window)
    assert window.findChildren(MergeDialog)[-1].words.startswith(f"{text} — не каталог, или он повреждён.")


def test_a_catalogue_that_was_moved_away(window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    taken_in(window, demo())
    window.show_place(Place.DESK)
    window.desk.show_photo(1)
    settle(window)
    path = desk.reading.path
    path.rename(tmp_path / "moved.mdc")
    window.safety.take_snapshot()
    wait_for_files(window)
    assert window.status.words == f"Диск с {path} не отвечает. Проверьте диск и повторите."
    window.desk.session.decide(Verb.UNSURE)
    settle(window)
    assert window.status.words.startswith(f"{path} переместили, удалили или заменили, пока он был открыт;")
    window.commands["check"].trigger()
    assert told(window) == f"Каталога {path} нет. Проверьте имя или создайте новый."
    (tmp_path / "moved.mdc").rename(path)


def test_a_check_that_finds_something(window: MainWindow, desk: Desk, card: Path) -> None:
    taken_in(window, card)
    with closing(sqlite3.connect(desk.reading.path)) as raw:
        raw.execute("UPDATE photo_state SET state = 'decided' WHERE photo_id = 1")
        raw.execute("INSERT INTO specimen_photo (photo_id, specimen_id) VALUES (1, 77)")
        raw.commit()
    window.commands["check"].trigger()
    text = told(window)
    assert "Найдено в Музей.mdc: " in text
    assert "Образец снимка 1: указывает в никуда. Восстановите каталог из копии; нынешний файл сохранится." in text
    assert "Состояние снимка 1 устарело. Ничего не потеряно:" in text
    assert english(text, "Музей.mdc") == []


def test_models_that_do_not_fit(window: MainWindow, desk: Desk, tmp_path: Path) -> None:
    files = model_files(tmp_path / "files", "other")
    other = files["other.toml"].replace(b"size_px = 32", b"size_px = 64")
    page = window.modelling.show_models()
    finish(page)
    dialog = InstallDialog(page._theme, page._backend, page._lane, page)
    for source, expected in (
        (packed(tmp_path / "a.zip", files | {"other.toml": other}), "обещает вход image (1, 3, 64, 64)"),
        (packed(tmp_path / "b.zip", files | {"other.onnx": b"x"}), "Файл other.onnx — не тот, что описан в карточке"),
        (packed(tmp_path / "c.zip", {"a.txt": b""}), "В c.zip нужна одна карточка; сейчас: ни одной."),
        (packed(tmp_path / "d.zip", files | {"../x": b""}), "d.zip содержит имя «../x», которое ведёт за пределы"),
        (tmp_path / "нет.zip", "не существует. Проверьте, верно ли написано имя."),
        ("http://example.org/a.zip", "не адрес, который начинается с https://."),
        (
            "https://127.0.0.1:1/a.zip",
            "Не удалось загрузить https://127.0.0.1:1/a.zip: в соединении отказано; получено байт: 0.",
        ),
    ):
        dialog.source.setText(str(source))
        dialog.install()
        finish(dialog)
        assert expected in dialog.words
    desk.folders.own_models.mkdir(parents=True, exist_ok=True)
    (desk.folders.own_models / "broken.toml").write_text("kind = 3")
    page.read()
    finish(page)
    assert "Карточка модели" in card_words(page, "broken")
    assert "нет «version»" in card_words(page, "broken")
    assert "Веса: MIT, как Mineral Desk." in card_words(page, "species")


def card_words(page: ModelsDialog, name: str) -> str:
    page.table.choose(name)
    QApplication.processEvents()
    return page.card.words


def test_boxes_and_labels(window: MainWindow) -> None:
    panel = window.storage.rules
    for name, typed, expected in (
        ("boxes", "", "Ни одна коробка не описана. Напишите, например, A 40 × 30 × 25"),
        ("boxes", "{0.__class__}", "«{0.__class__}» — не коробка."),
        ("boxes", "A 40 × 30 × 25; a 50 × 30 × 25", "Две коробки названы A. Дайте каждой своё имя."),
        ("drawer", "600", "«600» — не размер ящика."),
        ("padding_mm", 1000.0, "Прокладка с каждой стороны: 1000 мм. Нужно от 0 до 100 мм."),
    ):
        panel._typed(name, typed)
        assert panel.fault.text().startswith(expected)
    dialog = LabelsDialog(window._theme, window.backend, window.lanes.files, lambda *_: None, window)
    for name, typed, expected in (
        ("columns", "40", "Столбцы: 40. Нужно от 1 до 20."),
        ("width_mm", "300", "мм, а лист A4 — 210 мм в ширину."),
    ):
        editor = dialog.editors[name]
        assert isinstance(editor, QLineEdit)
        before = editor.text()
        editor.setText(typed)
        assert expected in dialog.words
        editor.setText(before)
    dialog.reject()


def test_marks_that_give_no_size(window: MainWindow) -> None:
    taken_in(window, demo())
    window.show_place(Place.DESK)
    window.desk.show_photo(1)
    settle(window)
    session = window.desk.session
    for marks, expected in (
        (HandMarks(scale_line_px=((1, 1), (1, 1)), scale_line_mm=5.0), "У линии нет длины. Разведите её концы."),
        (HandMarks(scale_line_px=((1, 1), (9, 1)), scale_line_mm=0.0), "Длина должна быть больше 0 мм."),
        (HandMarks(outline_px=((1, 1), (2, 2))), "Контуру нужно не меньше трёх точек. Обведите заново."),
        (HandMarks(cube_corners_px=((5.0, 5.0),) * 8, moved_corners=(0, 1, 2, 3)), "Углы лежат друг на друге."),
    ):
        session.mark(marks)
        assert session.draft is not None
        assert session.draft.marks_fault.startswith(expected)


def test_files_that_cannot_be_written_or_are_gone(window: MainWindow, card: Path, tmp_path: Path) -> None:
    taken_in(window, demo(), card)
    shutil.rmtree(card)
    window.matching.find_moved(card)
    assert told(window) == f"{card} не существует. Проверьте, верно ли написано имя."
    window.say_fault(RuntimeError("English"))
    assert english(window.status.words, window.backend.log_file) == []


# stored sentences and hostile values, without a window

names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@pytest.mark.usefixtures("russian")
@given(names)
def test_a_stored_fault_is_known_again_whatever_the_file_is_called(name: str) -> None:
    fault = MineralDeskError(said("{name} is empty.", name=name), "Copy it again, then Try again.")
    assert stored_fault_line(f"{fault}") == f"{name}: файл пуст. Скопируйте его заново и нажмите «Повторить»."


@pytest.mark.usefixtures("russian")
@given(names, st.floats(0.001, 1e12))
def test_numbers_come_back_as_they_were_told(name: str, megapixels: float) -> None:
    template = "{name} is a moving picture of {megapixels:,.0f} megapixels; the limit for those is {limit:g}."
    phrase = said(template, name=name, megapixels=megapixels, limit=2.5)
    assert stored_fault(f"{phrase}") == (words.spoken(phrase), "")
    assert "предел для таких 2,5." in words.spoken(phrase)


@pytest.mark.usefixtures("russian")
def test_what_is_not_known_stays_as_it_stands() -> None:
    assert stored_fault("A fault of another program. Do that.") == ("A fault of another program.", "Do that.")
    assert stored_fault("") == ("", "")


@pytest.mark.usefixtures("russian")
@given(st.text() | st.sampled_from(("{0.__class__}", "{name}", "%s", "a|b", "two\nlines", "a\0b", "\udcff")))
def test_hostile_values_are_shown_as_they_are(value: str) -> None:
    assert words.spoken(value) == value
    phrase = said("{name}: the end of the file is blank.", name=value)
    assert words.spoken(phrase) == f"{value}: конец файла пуст."
    assert words.spoken(Phrase(f"?{value}")) == f"?{value}"
    nested = said("{path}: {message}", path=value, message=said("The list {path} is empty.", path=value))
    assert words.spoken(nested) == f"{value}: Список {value} пуст."
    assert words.spoken(listed([nested, value])) == f"{words.spoken(nested)}, {value}"


@pytest.mark.usefixtures("russian")
def test_numbers_are_written_as_the_language_does() -> None:
    phrase = said(
        "{name} is {width} x {height} pixels, {megapixels:,.0f} megapixels; the limit is {limit:g}.",
        name="1.5.jpg",
        width=70000,
        height=20000,
        megapixels=1400.0,
        limit=2.5,
    )
    assert words.spoken(phrase) == "1.5.jpg: 70000 × 20000 пикселей, 1 400 Мп; предел 2,5."
    assert phrase == "1.5.jpg is 70000 x 20000 pixels, 1,400 megapixels; the limit is 2.5."
