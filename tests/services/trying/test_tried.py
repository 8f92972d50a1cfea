"""Nothing from outside runs in this process before another process has run it once."""

import hashlib
import shutil
from pathlib import Path

import pytest

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.domain.errors import ModelAltered, ModelHarmful, ModelMissing
from mineral_desk.domain.progress import finish
from mineral_desk.services.comparing import compare_models, photos_of_folder
from mineral_desk.services.desk import Desk
from mineral_desk.services.installing.installing import install_model
from mineral_desk.services.models import use_model
from mineral_desk.services.paths import Folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.trying import limits, trial
from mineral_desk.services.trying.tried import TriedModels
from tests.services.installing.models_at_hand import packed_model
from tests.services.trying.harmful_models import endless, hungry, write_harmful
from tests.vision.small_model import SmallModel


@pytest.fixture
def trials(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that were tried, in order."""
    names: list[str] = []
    real = trial.try_model

    def counted(card_file: Path):  # type: ignore[no-untyped-def]
        names.append(card_file.stem)
        return real(card_file)

    monkeypatch.setattr(trial, "try_model", counted)
    return names


def test_a_model_is_tried_once(folders: Folders, trials: list[str]) -> None:
    card_file = SmallModel().write(folders.own_models)
    for _ in range(2):  # the second time as by another start of the program
        models = TriedModels(folders)
        finish(models.try_first(card_file))
        finish(models.try_first(card_file))
    assert trials == ["small"]
    SmallModel(seed=3).write(folders.own_models)
    finish(TriedModels(folders).try_first(card_file))
    assert trials == ["small", "small"]


def test_what_was_tried_and_cannot_be_written_is_tried_again_at_the_next_start(
    folders: Folders, trials: list[str]
) -> None:
    card_file = SmallModel().write(folders.own_models)
    folders.tried_models_file.mkdir()
    for _ in range(2):
        models = TriedModels(folders)
        finish(models.try_first(card_file))
        finish(models.try_once(card_file))
    assert trials == ["small", "small"]
    with pytest.raises(ModelMissing):
        finish(TriedModels(folders).try_first(folders.own_models / "none.toml"))


def test_a_model_that_fitted_and_does_harm_now_is_not_trusted_any_more(
    folders: Folders, trials: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    card_file, models = SmallModel().write(folders.own_models), TriedModels(folders)
    finish(models.try_first(card_file))
    other = SmallModel(seed=3).write(folders.own_models, "other")
    finish(models.try_first(other))
    monkeypatch.setattr(limits, "LEAST_MEMORY", 1 << 20)
    with pytest.raises(ModelHarmful):
        finish(TriedModels(folders).try_again(card_file))  # by another program, with another ONNX Runtime perhaps
    assert trials == ["small", "other", "small"]
    finish(TriedModels(folders).try_first(other))
    with pytest.raises(ModelHarmful):
        finish(TriedModels(folders).try_first(card_file))
    assert trials == ["small", "other", "small", "small"]


def test_shipped_models_are_not_tried(folders: Folders, models_folder: Path, trials: list[str]) -> None:
    finish(TriedModels(folders).try_first(models_folder / "species.toml"))
    assert trials == []


def test_a_harmful_model_is_not_tried_twice(folders: Folders, trials: list[str]) -> None:
    card_file, models = write_harmful(folders.own_models, hungry()), TriedModels(folders)
    for _ in range(3):
        with pytest.raises(ModelHarmful, match="GB of memory"):
            finish(models.try_once(card_file))
    assert trials == ["small"]
    with pytest.raises(ModelHarmful):
        finish(models.try_again(card_file))
    with pytest.raises(ModelHarmful):
        finish(models.try_first(card_file))  # whoever asks for it may have closed other programs
    assert trials == ["small"] * 3
    folders.tried_models_file.write_text(hashlib.sha256(card_file.read_bytes()).hexdigest(), "ascii")
    finish(models.try_once(card_file))  # as if another program had tried it meanwhile, with more memory
    assert trials == ["small"] * 3


def test_an_installed_model_was_tried(folders: Folders, tmp_path: Path, trials: list[str]) -> None:
    finish(install_model(folders, packed_model(tmp_path)))
    with Desk(folders, Settings()) as desk:
        finish(use_model(desk, "small"))
        assert desk.pipeline.classifier.card.name == "small"
    assert trials == ["small"]


def test_a_model_put_there_by_hand_is_tried_before_it_is_used(
    folders: Folders, tmp_path: Path, trials: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LEAST_CPU_S", 3.0)
    write_harmful(folders.own_models, endless())
    with Desk(folders, Settings()) as desk:
        with pytest.raises(ModelHarmful, match="came to no end"):
            finish(use_model(desk, "small"))
        assert desk.settings.analysis.model == ""
        with pytest.raises(ModelHarmful):
            finish(compare_models(desk, ("species", "small"), photos_of_folder([])))
    elsewhere = write_harmful(tmp_path / "elsewhere", hungry(), "other")
    chosen = AnalysisSettings(model=str(elsewhere))
    with Desk(folders, Settings(analysis=chosen)) as desk, pytest.raises(ModelHarmful):
        desk.load_models()
    assert trials == ["small", "small", "other"]


def test_a_model_in_the_place_of_a_shipped_one_is_tried(
    folders: Folders, models_folder: Path, trials: list[str]
) -> None:
    folders.own_models.mkdir(parents=True)
    for file in models_folder.glob("cube_pose.*"):
        shutil.copy(file, folders.own_models)
    with Desk(folders, Settings()) as desk:
        desk.load_models()
        desk.load_models()
    assert trials == ["cube_pose"]


def test_a_file_spoilt_after_it_was_tried_is_found_out(folders: Folders, trials: list[str]) -> None:
    SmallModel().write(folders.own_models)
    with Desk(folders, Settings()) as desk:
        finish(use_model(desk, "small"))
        desk.load_models()
        desk.forget_models()
        model = folders.own_models / "small.onnx"
        model.write_bytes(model.read_bytes()[:-1])
        with pytest.raises(ModelAltered, match="sha256 differs"):
            desk.load_models()
    assert trials == ["small"]
