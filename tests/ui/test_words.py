"""Every sentence that is shown has its Russian; numbers and dates are written as the language does."""

import ast
import tomllib
from dataclasses import fields
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from mineral_desk.catalogue.checking import HALVES, HALVES_OF_5
from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.flag import FLAG_WORDS
from mineral_desk.domain.importing import FATE_WORDS, IMPORT_FIELDS
from mineral_desk.domain.labelling import LabelSettings
from mineral_desk.domain.merging import PART_WORDS
from mineral_desk.domain.numbering import BY_PEOPLE
from mineral_desk.domain.record_fields import FIELD_WORDS
from mineral_desk.domain.searching.parser import COMPLAINTS
from mineral_desk.domain.setting import declared_settings
from mineral_desk.domain.storing.rules import StorageSettings
from mineral_desk.domain.verification import REFUSALS
from mineral_desk.services.card_words import ACCURACY_TEMPLATES, CPU_ALONE, CPU_CHOSEN
from mineral_desk.services.settings import WindowSettings
from mineral_desk.services.storing import plan_words
from mineral_desk.services.storing.on_paper import front
from mineral_desk.services.storing.on_paper.plan_file import LEFT_OUT
from mineral_desk.services.storing.plan_words import SIDE_NAMES, UNSIZED_WORDS
from mineral_desk.services.wording import HARDLY_ALIKE, LIKENESS
from mineral_desk.ui import words
from mineral_desk.ui.accuracy.accuracy_words import BIN_COLUMNS, LEVEL_COLUMNS, PHOTO_COLUMNS, SPECIES_COLUMNS
from mineral_desk.ui.actions import SPECS, Menu
from mineral_desk.ui.desk.head import SOURCES
from mineral_desk.ui.desk.history_block import (
    GROUP_PHRASES,
    HAND_SOURCES,
    NAME_PHRASES,
    PHRASES,
    SMALL_PHRASES,
    STATE_PHRASES,
    fields_in_own_words,
    in_own_words,
    state_value,
)
from mineral_desk.ui.desk.photo_bar import TOOLS, WORDS
from mineral_desk.ui.desk.property_words import CAPTIONS, HINTS, VALUES
from mineral_desk.ui.desk.queue_panel import ABOUT, FILTERS
from mineral_desk.ui.desk.remedies import WORDS as REMEDY_WORDS
from mineral_desk.ui.desk.rescale_model import COLUMNS as RESCALE_COLUMNS
from mineral_desk.ui.desk.rescale_model import WHY_KEPT
from mineral_desk.ui.desk.size_words import HOW, SEVERAL
from mineral_desk.ui.dialogs import CHOICE_WORDS, SHOWN_SETTINGS
from mineral_desk.ui.export_dialog import CHOICES, PROFILE_WORDS
from mineral_desk.ui.history_dialog import HISTORY_HEADINGS, STATE_HEADINGS
from mineral_desk.ui.import_tables import COLUMN_HEADINGS, PREVIEW_HEADINGS
from mineral_desk.ui.import_words import CONFLICT, REASONS
from mineral_desk.ui.intake.empty_page import ADVICE
from mineral_desk.ui.intake.reasons import REASON_WORDS
from mineral_desk.ui.many_records import MANY_WORDS
from mineral_desk.ui.matching import SOURCE_WORDS
from mineral_desk.ui.merging.merge_words import BROUGHT_WORDS, CONFLICT_COLUMNS, SAID_SHORTLY
from mineral_desk.ui.models.card_view import CARD_WORDS, LEVEL_WORDS
from mineral_desk.ui.models.compare_dialog import MEASURE_WORDS, MEASURES
from mineral_desk.ui.models.compare_dialog import PHOTOS as CHANGED_PHOTOS
from mineral_desk.ui.models.model_words import COLUMNS as MODEL_COLUMNS
from mineral_desk.ui.models.model_words import KIND_WORDS
from mineral_desk.ui.opening import Choice
from mineral_desk.ui.rail import PLACES
from mineral_desk.ui.reason_words import DEFAULT_WORDS
from mineral_desk.ui.record_dialog import RECORD_WORDS
from mineral_desk.ui.searching import record_words, several_card
from mineral_desk.ui.searching.facet_panel import HEADINGS
from mineral_desk.ui.searching.listed import SORTED_WORDS
from mineral_desk.ui.searching.specimen_model import (
    COLUMNS,
    HEADING_TIPS,
    STATE_ABOUT,
    STATE_WORDS,
    VERIFICATION_WORDS,
)
from mineral_desk.ui.stored_words import ADVICE as STORED_ADVICE
from mineral_desk.ui.stored_words import FAULTS
from mineral_desk.ui.storing.box_table import BOX_COLUMNS
from mineral_desk.ui.storing.chosen_panel import ROWS as CHOSEN_ROWS
from mineral_desk.ui.storing.labels_dialog import CODE_WORDS, LABELS_WRITTEN
from mineral_desk.ui.storing.look_list import NO_KINDS, TURN_WORDS
from mineral_desk.ui.storing.plan_dialog import DRAWER_FIELDS
from mineral_desk.ui.storing.rules_form import NUMBERS, RULES
from mineral_desk.ui.storing.storage_head import HEAD_TIPS
from mineral_desk.ui.storing.storing_words import CHOICE_WORDS as RULE_CHOICES
from mineral_desk.ui.storing.storing_words import LOWER_BOUNDS
from mineral_desk.vision.model_store import ModelStore
from tests.phrases import core_phrases
from tests.ui.standin import StandIn

UI = Path(words.__file__).parent
STORING = Path(plan_words.__file__).parent
SPEAKERS = (("tr", UI), ("say", STORING))
"""By which functions sentences are said, and where."""


@pytest.fixture
def russian(qapp: QApplication, resources_folder: Path):
    words.speak(qapp, resources_folder, "ru")
    yield
    words.speak(qapp, resources_folder, "en")


def russian_of(resources: Path) -> dict[str, str]:
    table: dict[str, str] = tomllib.loads((resources / "translations" / "ru.toml").read_text(encoding="utf-8"))[
        "sentences"
    ]
    return table


def literal_sentences() -> set[str]:
    found = set()
    for name, folder in SPEAKERS:
        for path in folder.rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and name in (
                    getattr(node.func, "id", ""),
                    getattr(node.func, "attr", ""),
                ):
                    found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant)}
    return found


def declared_sentences() -> set[str]:
    found = {spec.text for spec in SPECS} | set(Menu) | {word for _, word, _ in PLACES}
    found |= (
        {text for _, text, _, _ in FILTERS}
        | set(ABOUT.values())
        | set(STATE_ABOUT.values())
        | {word for word, _ in WORDS.values()}
        | set(PHRASES)
        | set(SMALL_PHRASES)
    )
    found |= {one.title for one in REASON_WORDS.values()} | {text for pair in ADVICE for text in pair}
    found |= {words for _, words in SOURCES.values()} | set(CHOICE_WORDS.values())
    found |= {word for _, word, _ in TOOLS.values()} | {word for word, _ in REMEDY_WORDS.values()}
    found |= {*HOW.values(), SEVERAL, *RESCALE_COLUMNS, *WHY_KEPT, *HAND_SOURCES}
    found |= {word for word, _ in COLUMNS if word} | set(HEADING_TIPS.values()) | set(SORTED_WORDS.values())
    found |= {*record_words.CAPTIONS, *record_words.MORE_CAPTIONS, *record_words.SYSTEMS}
    found |= {*several_card.SHARED, *several_card.SIZES, *(words for words, _ in several_card.ACTS.values())}
    found |= set(HEADINGS.values()) | set(STATE_WORDS.values()) | set(COMPLAINTS)
    found |= {choice.value for choice in Choice} | {words for _, words in LIKENESS} | {HARDLY_ALIKE}
    found |= {*DEFAULT_WORDS, *REFUSALS.values(), *STATE_PHRASES, *VERIFICATION_WORDS.values(), *MANY_WORDS.values()}
    found |= {*HISTORY_HEADINGS, *STATE_HEADINGS}
    found |= {*CONFLICT_COLUMNS, *BROUGHT_WORDS.values(), *SAID_SHORTLY, "Conflicts"}
    found |= {*FATE_WORDS.values(), *COLUMN_HEADINGS, *PREVIEW_HEADINGS, *IMPORT_FIELDS.values()}
    found |= {"Columns of the list", "The first rows", CONFLICT, *REASONS, *SOURCE_WORDS.values(), "size"}
    found |= {*RECORD_WORDS.values(), *FIELD_WORDS.values(), *PROFILE_WORDS.values()}
    found |= {text for choice in CHOICES for text in (choice.words, choice.about)}
    found |= {text for one in FLAG_WORDS.values() for text in (one.short, one.what, one.do)}
    found |= declared_of_models() | declared_of_storage()
    found |= {*CAPTIONS.values(), *HINTS.values()}
    found |= {f"{word}|{one.value}" for one, values in VALUES.items() for word in values}
    for group, settings in (("analysis", AnalysisSettings), ("window", WindowSettings)):
        for one in fields(settings):
            if one.name in SHOWN_SETTINGS[group]:
                found |= {one.metadata["setting"].label, one.metadata["setting"].help}
    return found


def declared_of_storage() -> set[str]:
    found = {*BOX_COLUMNS, *CHOSEN_ROWS, *CODE_WORDS.values(), *NO_KINDS, *SIDE_NAMES, *UNSIZED_WORDS.values(), "Boxes"}
    found |= {words for choices in RULE_CHOICES.values() for words in choices.values()}
    found |= {*front.UNKNOWN_HEIGHTS.values(), *front.BORDERLINE_BOXES.values(), *front.ORDERS.values(), *front.HEADS}
    found |= {word for kind in LEFT_OUT for word in kind} | set(HEAD_TIPS) | set(DRAWER_FIELDS)
    found |= {LOWER_BOUNDS, *TURN_WORDS, LABELS_WRITTEN}
    for settings, names in ((StorageSettings, RULES), (LabelSettings, None)):
        for one, about in declared_settings(settings):
            if names is None or one.name in names:
                found |= {about.label, about.help} | ({about.unit} if about.unit and one.name not in NUMBERS else set())
    return found | {"mm", "× ±"}


def declared_of_models() -> set[str]:
    found = {*KIND_WORDS.values(), *MODEL_COLUMNS, *CARD_WORDS, *ACCURACY_TEMPLATES, "Models"}
    found |= {CPU_ALONE, CPU_CHOSEN, "Measures", "Photos that changed", "First model", "Second model"}
    found |= {f"{word}|recommendation" for word in LEVEL_WORDS.values()}
    found |= {*MEASURES, *CHANGED_PHOTOS, *(words for words, _, _ in MEASURE_WORDS)}
    found |= {*LEVEL_COLUMNS, *BIN_COLUMNS, *SPECIES_COLUMNS, *PHOTO_COLUMNS}
    return found | {"By recommendation", "By probability", "By species", "Photos concerned", "Collection"}


def declared_of_the_core() -> set[str]:
    """What is put into sentences of the core, and templates that are chosen from tables."""
    found = {words for words, _ in (*HALVES, *HALVES_OF_5)} | set(REFUSALS.values()) | set(PART_WORDS.values())
    found |= {str(source) for source in BY_PEOPLE}
    for settings in (AnalysisSettings, WindowSettings, StorageSettings, LabelSettings):
        for _, about in declared_settings(settings):
            found |= {about.label} | ({about.unit} if about.unit else set())
    return found


def test_every_sentence_has_its_russian(resources_folder: Path) -> None:
    table = russian_of(resources_folder)
    missing = sorted((literal_sentences() | declared_sentences()) - set(table))
    assert missing == []


def test_all_that_the_core_says_has_its_russian(resources_folder: Path) -> None:
    """Faults with their advice, findings, stages of jobs: read from four rooms, and what those declare."""
    said = core_phrases()
    assert said.offences == []
    table = russian_of(resources_folder)
    assert {sentence: where for sentence, where in said.sentences.items() if sentence not in table} == {}
    assert sorted(declared_of_the_core() - set(table)) == []


def test_cards_of_the_shipped_models_have_their_russian(resources_folder: Path, models_folder: Path) -> None:
    table, store = russian_of(resources_folder), ModelStore([models_folder])
    cards = [store.card(name) for name in store.names()]
    assert len(cards) >= 4
    assert {text for card in cards for text in (card.data, card.licence) if text} - set(table) == set()


def test_what_a_catalogue_keeps_is_recognised() -> None:
    """Every fault of a photo, and every advice, is among those that are known again when a catalogue tells them."""
    kept = {
        sentence
        for kind in ("PhotoError", "UnreadablePhoto", "UnsupportedPhoto", "PhotoTooLarge", "ProgramFault")
        for sentence in core_phrases().faults_of[kind]
    }
    of_folders = {"The folder {folder} cannot be read: {reason}.", "Ask for permission, or copy it elsewhere."}
    assert kept - of_folders <= {*FAULTS, *STORED_ADVICE}


def test_translations_keep_their_placeholders(resources_folder: Path) -> None:
    import string

    table = russian_of(resources_folder)
    for english, translated in table.items():
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (english, translated)]
        assert names[0] == names[1], english


def test_english_without_a_table(qapp: QApplication, resources_folder: Path) -> None:
    words.speak(qapp, resources_folder, "en")
    assert words.tr("{n} left", n=3) == "3 left"
    assert words.number(55.12) == "55.1"
    assert words.count(5997) == "5,997"
    assert words.date(datetime(2026, 11, 21)) == "21 Nov 2026"


@pytest.mark.usefixtures("russian")
def test_russian_numbers_and_dates() -> None:
    assert words.tr("{n} left", n=3) == "осталось 3"
    assert words.number(55.12) == "55,1"
    assert words.count(5997) == "5\u00a0997".replace("\u00a0", words.count(1000)[1])
    assert words.date(datetime(2026, 11, 21)) == "21.11.2026"
    assert words.speaks_russian()


@pytest.mark.usefixtures("russian")
def test_flags_speak_russian_with_a_comma() -> None:
    from mineral_desk.domain.flag import Flag, FlagCode
    from mineral_desk.ui.desk.sentences import flag_sentences

    flag = Flag(FlagCode.CUBE_IMPRECISE, {"error_percent": 4.1, "limit_percent": 3.0})
    assert flag_sentences(flag) == ("Масштаб ± 4,1 %, предел 3 %.", "Поправьте угол.")


@pytest.mark.parametrize(
    ("text", "value"), [("52,3", 52.3), (" 60 ", 60.0), ("-1", None), ("abc", None), ("inf", None)]
)
def test_numbers_as_people_type_them(text: str, value: float | None) -> None:
    assert words.parse_number(text) == value


@pytest.mark.usefixtures("russian")
def test_the_history_speaks_russian(backend: StandIn) -> None:
    said = partial(in_own_words, backend=backend)
    by_hand = said("Accepted Lazurite, 52.0 × 33.1 mm set by hand from the cube's corners and the outline")
    assert by_hand == "Принято: Лазурит, 52,0 × 33,1 мм, вручную: углы кубика, контур"
    assert said("Left the name open, 60.0 mm typed") == "Название оставлено открытым, 60,0 мм, введено"
    assert said("Accepted Quartz, 60.5 mm typed") == "Принято: Кварц, 60,5 мм, введено"
    assert said("Edited the record: locality, notes") == "Правка карточки: место находки, заметки"
    told = fields_in_own_words("locality: Ural → Altai; notes: name: x → –", backend)
    assert told == "место находки: Ural → Altai; заметки: name: x → –"
    assert said("Analysed with a cube of 25.4 mm: no name").startswith("Обработано с кубиком 25,4 мм:")


@pytest.mark.usefixtures("russian")
def test_the_history_calls_minerals_as_the_window_does(backend: StandIn) -> None:
    said = partial(in_own_words, backend=backend)
    assert said("Analysed: advised to set aside, Malachite, 20.1 mm") == (
        "Обработано: совет: отложить, Малахит, 20,1 мм"
    )
    assert said("Named the group Pyroxene group, 60.0 mm") == "Названа группа: пироксен, 60,0 мм"
    assert said("Undo: Correct to Azurite") == "Отменено: Исправить на Азурит"
    assert said("Verified Sulphur, not taken over").startswith("Проверено: Сера, ")
    assert said("Accepted Mineralite-7") == "Принято: Mineralite-7"
    told = fields_in_own_words("name: Malachite → Azurite; locality: Quartz; group: Quartz → –", backend)
    assert told == "название: Малахит → Азурит; место находки: Quartz; группа: Quartz → –"
    assert fields_in_own_words("name: Pyroxene group", backend) == "название: Группа: пироксен"
    assert said("Import Quartz") == "Импорт: Quartz"  # the name of a file
    assert said("Number Quartz") == "Номер Quartz"
    assert state_value("name", "Malachite", backend) == "Малахит"
    assert state_value("locality", "Malachite", backend) == "Malachite"
    assert state_value("decision", "Accepted Malachite", backend) == "Принято: Малахит"


def test_the_history_keeps_the_names_of_the_ima_in_english(backend: StandIn) -> None:
    for line in ("Accepted Lazurite, 52.0 mm", "Named the group Pyroxene group", "Analysed: Quartz, no size"):
        assert in_own_words(line, backend) == line
    assert fields_in_own_words("name: Malachite → Azurite", backend) == "name: Malachite → Azurite"
    assert {*NAME_PHRASES, *GROUP_PHRASES} <= set(PHRASES)
