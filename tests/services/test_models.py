"""What the faces are told of models: where they lie, which is used, what their cards say."""

from dataclasses import replace
from pathlib import Path

import pytest

from mineral_desk.domain.device import ComputeDevice
from mineral_desk.domain.errors import ModelError, ModelMissing, ModelUnfit, OutputError
from mineral_desk.domain.model import ModelCard
from mineral_desk.domain.progress import finish
from mineral_desk.services.card_words import accuracy_by_collection, accuracy_line, device_words
from mineral_desk.services.desk import Desk
from mineral_desk.services.models import (
    compute_device,
    list_models,
    look_at_chosen_model,
    use_model,
    verify_models,
)
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import load_settings
from mineral_desk.services.trying.tried import TriedModels
from mineral_desk.vision import text_models
from tests.services.trying.harmful_models import hungry, write_harmful
from tests.vision.foreign_reader import write_foreign_reader
from tests.vision.small_model import SPECIES, SmallModel


def test_a_chosen_model_that_cannot_be_used_is_done_without(desk: Desk) -> None:
    assert finish(look_at_chosen_model(desk)) is None
    SmallModel().write(desk.folders.own_models)
    finish(use_model(desk, "small"))
    assert finish(look_at_chosen_model(desk)) is None
    model = desk.folders.own_models / "small.onnx"
    model.write_bytes(b"spoilt")
    fault = finish(look_at_chosen_model(desk))
    assert fault is not None
    assert "small.onnx is not the one its card describes" in str(fault)
    assert "comes with the program suggests names instead. Install it again" in str(fault)
    assert desk.settings.analysis.model == ""
    assert desk.pipeline.classifier.card.name == "species"
    (small,) = [one for one in list_models(desk.folders, "", desk.unusable) if one.fault]
    assert (small.name, small.can_be_used) == ("small", False)
    desk.change_settings(desk.settings)
    assert load_settings(desk.folders.settings_file).analysis.model == "small"
    finish(use_model(desk, "species"))
    assert load_settings(desk.folders.settings_file).analysis.model == ""
    assert desk.unusable == {}


def test_a_choice_that_is_done_without_outlives_an_installation(desk: Desk) -> None:
    SmallModel().write(desk.folders.own_models)
    finish(use_model(desk, "small"))
    (desk.folders.own_models / "small.onnx").write_bytes(b"spoilt")
    assert finish(look_at_chosen_model(desk)) is not None
    SmallModel().write(desk.folders.own_models)
    desk.forget_models()  # as after an installation
    assert not [one for one in list_models(desk.folders, "", desk.unusable) if one.fault]
    desk.change_settings(replace(desk.settings, window=replace(desk.settings.window, language="ru")))
    assert load_settings(desk.folders.settings_file).analysis.model == "small"
    desk.folders.settings_file.unlink()
    desk.folders.settings_file.mkdir()
    with pytest.raises(OutputError):
        finish(use_model(desk, "species"))
    desk.folders.settings_file.rmdir()
    desk.change_settings(desk.settings)
    assert load_settings(desk.folders.settings_file).analysis.model == "small"
    finish(use_model(desk, "small"))
    assert desk.settings.analysis.model == "small"


def test_a_model_that_is_chosen_while_the_one_before_is_looked_at_stays(desk: Desk) -> None:
    write_harmful(desk.folders.own_models, hungry(), "hungry")
    SmallModel().write(desk.folders.own_models)
    desk.choose_model("hungry")
    looking = look_at_chosen_model(desk)
    next(looking)
    finish(use_model(desk, "small"))
    assert finish(looking) is None
    assert desk.settings.analysis.model == "small"
    assert desk.unusable == {}


def test_a_model_that_is_done_without_and_removed_is_chosen_no_more(desk: Desk) -> None:
    desk.change_settings(replace(desk.settings, analysis=replace(desk.settings.analysis, model="gone")))
    assert finish(look_at_chosen_model(desk)) is not None
    desk.model_removed("another")
    assert load_settings(desk.folders.settings_file).analysis.model == "gone"
    desk.model_removed("gone")
    assert load_settings(desk.folders.settings_file).analysis.model == ""
    assert desk.unusable == {}


def test_settings_that_were_opened_before_bring_no_model_back_that_is_done_without(desk: Desk) -> None:
    opened = replace(desk.settings, analysis=replace(desk.settings.analysis, model="gone"))
    desk.settings = opened
    assert finish(look_at_chosen_model(desk)) is not None
    desk.change_settings(replace(opened, window=replace(opened.window, language="ru")))
    assert (desk.settings.analysis.model, desk.settings.window.language) == ("", "ru")
    assert desk.pipeline.classifier.card.name == "species"
    kept = load_settings(desk.folders.settings_file)
    assert (kept.analysis.model, kept.window.language) == ("gone", "ru")


def test_a_chosen_model_that_is_gone_or_harmful_is_done_without(desk: Desk) -> None:
    for name, said in (("gone", "is not there"), ("hungry", "GB of memory")):
        write_harmful(desk.folders.own_models, hungry(), "hungry")
        desk.settings = replace(desk.settings, analysis=replace(desk.settings.analysis, model=name))
        assert said in str(finish(look_at_chosen_model(desk)))
        assert desk.settings.analysis.model == ""


def test_states(folders: Folders) -> None:
    SmallModel((*SPECIES[:-1], "Rainbow stone")).write(folders.own_models)
    (folders.own_models / "broken.toml").write_text("version = ", "utf-8")
    states = {one.name: one for one in list_models(folders, "small")}
    assert {name for name, one in states.items() if one.is_used} == {
        "small", "segmentation", "cube_pose", "cube_check", "cube_acceptance", "cyrillic",
    }  # fmt: skip
    assert {name for name, one in states.items() if one.is_shipped} == set(states) - {"small", "broken"}
    assert states["small"].unknown_labels == ("Rainbow stone",)
    assert states["small"].place == folders.own_models / "small.toml"
    whole = sum(path.stat().st_size for path in folders.own_models.glob("small*"))
    assert states["small"].byte_size == whole
    assert "does not make sense" in states["broken"].fault
    assert [name for name, one in states.items() if one.can_be_used] == ["species"]
    assert states["species"].unknown_labels == ()


@pytest.mark.parametrize("file", ["", "a" * 300, "a\\u0000"])
def test_a_file_name_that_can_be_none_is_the_fault_of_its_model_alone(folders: Folders, file: str) -> None:
    SmallModel().write(folders.own_models, "first")
    card_file = SmallModel().write(folders.own_models)
    card_file.write_text(card_file.read_text("utf-8").replace('"small.onnx"', f'"{file}"', 1), "utf-8")
    sizes = {one.name: one.byte_size for one in list_models(folders)}
    assert sizes["small"] == card_file.stat().st_size + card_file.with_name("small.labels.txt").stat().st_size
    assert sizes["first"] > sizes["small"]
    with pytest.raises(ModelError):
        finish(TriedModels(folders).try_again(card_file))


def test_verifying_finds_what_listing_does_not(folders: Folders) -> None:
    SmallModel().write(folders.own_models)
    (folders.own_models / "small.onnx").write_bytes(b"spoilt")
    assert not any(one.fault for one in list_models(folders))
    assert [one.name for one in finish(verify_models(folders)) if one.fault] == ["small"]


def test_a_reader_of_another_network_is_sound_and_silent(folders: Folders, models_folder: Path) -> None:
    assert not any(one.silence for one in finish(verify_models(folders)))
    write_foreign_reader(models_folder, folders.own_models)
    assert not any(one.silence for one in list_models(folders))  # only cards are read
    (silent,) = (one for one in finish(verify_models(folders)) if one.silence)
    assert (silent.name, silent.fault) == ("cyrillic", "")
    assert silent.silence.startswith("cyrillic.onnx is silent")


def test_a_text_reader_that_is_gone_is_a_fault(
    folders: Folders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_models, "_folder_in_wheel", lambda: tmp_path)
    (faulty,) = (one for one in finish(verify_models(folders)) if one.fault)
    assert faulty.name == "cyrillic"
    assert "The text reader's model is not there" in faulty.fault


def test_another_model_is_used_from_the_next_photo_on(desk: Desk, photos: Path) -> None:
    SmallModel().write(desk.folders.own_models)
    assert desk.pipeline.classifier.card.name == "species"
    memory = desk.memory
    finish(use_model(desk, "small"))
    assert desk.pipeline.classifier.card.name == "small"
    assert desk.memory is not memory
    assert load_settings(desk.folders.settings_file).analysis.model == "small"
    for name, kind in (("segmentation", ModelUnfit), ("nothing", ModelMissing)):
        with pytest.raises(kind):
            finish(use_model(desk, name))
    assert desk.settings.analysis.model == "small"
    finish(use_model(desk, "species"))
    assert desk.settings.analysis.model == ""


def test_a_version_put_in_place_meanwhile_is_loaded(desk: Desk) -> None:
    SmallModel().write(desk.folders.own_models)
    finish(use_model(desk, "small"))
    before = desk.pipeline.classifier.card.sha256
    SmallModel(seed=9).write(desk.folders.own_models)
    finish(use_model(desk, "small"))
    assert desk.pipeline.classifier.card.sha256 != before


def card(kind: str, **accuracy: object) -> ModelCard:
    return ModelCard("a", "1", "a.onnx", "0" * 64, kind, facts={"accuracy": accuracy})


def test_accuracy_in_one_line() -> None:
    whole = {"photos": 262, "top_1": 0.1565, "top_5": 0.3435}
    told = card("classifier", all_species={"all": whole, "b": whole, "a": whole, "c": {"photos": 3}, "d": 5})
    assert str(accuracy_line(told)) == "first right 15.7 %, one of five 34.4 %, of 262 photos"  # 0.1565 is 0.15649...
    assert [one.collection for one in accuracy_by_collection(told)] == ["a", "b", "all"]
    assert str(accuracy_line(card("segmentation", iou={"specimen": 0.9585}, scenes=105))).endswith(
        "0.959, of 105 scenes"
    )
    letters = card("cyrillic", cyrillic={"lines": 1494, "wrong_letters": 0.054})
    assert str(accuracy_line(letters)) == "letters wrong 0.054, of 1494 drawn lines"


@pytest.mark.parametrize(
    "accuracy", [{}, {"all_species": 3}, {"all_species": {"all": {"photos": "many"}}}, {"iou": []}]
)
def test_cards_that_say_nothing_sensible(accuracy: dict[str, object]) -> None:
    for kind in ("classifier", "segmentation", "zero-shot", ""):
        assert str(accuracy_line(card(kind, **accuracy))) == "not said"
    assert str(accuracy_line(ModelCard("a", "1", "a", "0" * 64, facts={"accuracy": "good"}))) == "not said"


def test_the_device_is_named_with_the_reason() -> None:
    assert compute_device().threads >= 1
    assert "no other execution provider" in str(device_words(ComputeDevice(2)))
    assert "CUDAExecutionProvider is installed and not used" in str(
        device_words(ComputeDevice(2, ("CUDAExecutionProvider",)))
    )
