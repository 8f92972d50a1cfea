"""Parts without a window: the draft, groups, pace, missing libraries, reasons."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mineral_desk.domain.decision import SizeVerb, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.mineral import Mineral
from mineral_desk.ui.desk.draft import TypedSize, begin, renew
from mineral_desk.ui.desk.groups import offered_group
from mineral_desk.ui.desk.pace import Pace
from mineral_desk.ui.desk.sentences import engraving_text, split_advice
from mineral_desk.ui.system_libraries import check_system_libraries, has_display
from tests.ui import scenes
from tests.ui.standin import StandIn


def test_the_first_draft_is_what_the_machine_vouches_for() -> None:
    sure, flagged = begin(scenes.stored(1), None), begin(scenes.stored(3, scenes.UNSURE, flagged=True), None)
    assert (sure.species, sure.size().verb) == ("Lazurite", SizeVerb.ACCEPTED)
    assert not flagged.can_accept
    assert flagged.size().verb is SizeVerb.OPEN


def test_accept_and_correct_are_told_apart() -> None:
    draft = begin(scenes.stored(1), None)
    assert draft.decision().verb is Verb.ACCEPT
    assert draft.with_name("Azurite").decision().verb is Verb.CORRECT
    assert draft.decision(Verb.REJECT).species == ""
    assert draft.decision(Verb.REJECT).size.verb is SizeVerb.OPEN


def test_a_size_by_hand_without_numbers_stays_open() -> None:
    draft = begin(scenes.stored(1), None).with_size(SizeVerb.TYPED)
    assert draft.size().verb is SizeVerb.OPEN
    assert draft.typing(TypedSize(60.0)).size().length_mm == 60.0


def test_a_size_that_is_not_there_cannot_be_right() -> None:
    draft = begin(scenes.failed(1), None)
    assert draft.with_size(SizeVerb.ACCEPTED).size_verb is SizeVerb.OPEN


def test_a_decided_photo_opens_as_it_was_decided() -> None:
    from dataclasses import replace

    stored = scenes.stored(1)
    decided = replace(stored, decision=begin(stored, None).with_name("Azurite").with_size(SizeVerb.NONE).decision())
    draft = begin(decided, None)
    assert (draft.species, draft.size_verb) == ("Azurite", SizeVerb.NONE)


def test_a_new_analysis_leaves_what_was_typed() -> None:
    draft = begin(scenes.waiting(1), None).with_name("Quartz").noting("x").with_size(SizeVerb.NONE)
    renewed = renew(draft, scenes.stored(1), None)
    assert (renewed.species, renewed.notes, renewed.size_verb) == ("Quartz", "x", SizeVerb.NONE)
    assert renewed.decision().typed_before_seeing


def test_a_group_is_offered_where_it_beats_every_single_name() -> None:
    backend = StandIn()
    unsure = scenes.stored(3, scenes.UNSURE).analysis
    group = offered_group(unsure, backend.mineral)
    assert group is not None
    assert group.name == "Pyroxene group"
    assert group.probability == pytest.approx(0.32)
    assert offered_group(scenes.stored(1).analysis, backend.mineral) is None
    one_strong = scenes.stored(3, (("Chromite", 0.4), ("Enstatite", 0.1), ("Augite", 0.1))).analysis
    assert offered_group(one_strong, backend.mineral) is None
    assert offered_group(unsure, Mineral) is None


def test_pace_needs_some_work_to_tell() -> None:
    pace, moment = Pace(), datetime(2026, 11, 21, 10, tzinfo=UTC)
    for number in range(4):
        pace.add(moment + timedelta(seconds=90 * number))
    assert pace.per_hour is None
    for number in range(4, 10):
        pace.add(moment + timedelta(seconds=90 * number))
    assert pace.per_hour == 40
    assert pace.minutes_for(100) == 150


def test_faults_are_split_into_what_and_what_to_do() -> None:
    said = "Образец № 7.jpg: the file ends too early; only 98.8 kB are there. Copy it again, then Try again."
    what, do = split_advice(said)
    assert what.endswith("only 98.8 kB are there.")
    assert do == "Copy it again, then Try again."
    assert split_advice("Short.") == ("Short.", "")


def test_missing_libraries_are_named_with_the_line_to_type() -> None:
    def load(name: str) -> object:
        if "cursor" in name or "icccm" in name:
            raise OSError(name)
        return name

    with pytest.raises(UsageError) as caught:
        check_system_libraries(for_window=True, load=load)
    assert caught.value.hint == "Install them with: sudo apt-get install libxcb-cursor0 libxcb-icccm4"
    check_system_libraries(for_window=False, load=load)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, False),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, False),
    ],
)
def test_whether_there_is_a_display(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], expected: bool
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert has_display(environment) is expected


def test_importing_the_window_loads_neither_torch_nor_models() -> None:
    import subprocess
    import sys

    names = "('torch', 'onnxruntime', 'PySide6', 'cv2')"
    code = f"import sys, mineral_desk.ui.app; print([m for m in {names} if m in sys.modules])"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=root, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("read", "told"),
    [("T.\n1 CM S.", "1 CM"), ("1 см", "1 см"), ("10 мм N", "10 мм"), ("В 1 дюйм", "1 дюйм"), ("S. W.", "S. W.")],
)
def test_of_an_engraving_the_length_is_told(read: str, told: str) -> None:
    assert engraving_text(read) == told
