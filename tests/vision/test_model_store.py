"""Models are checked against their cards before anything looks inside them."""

import pytest

from mineral_desk.domain.errors import ModelAltered, ModelMissing, ModelUnfit
from mineral_desk.domain.suggestion import Recommendation
from mineral_desk.vision import model_card
from mineral_desk.vision.model_store import ModelStore, is_plain_name
from tests.vision.small_model import SPECIES, SmallModel


@pytest.fixture
def folder(tmp_path):
    SmallModel().write(tmp_path / "models")
    return tmp_path / "models"


def edit(folder, old, new):
    card = folder / "small.toml"
    text = card.read_text()
    assert old in text
    card.write_text(text.replace(old, new))


def test_lists_and_loads(folder):
    store = ModelStore([folder])
    (card,) = store.list()
    assert (card.name, card.version, card.licence, card.labels) == ("small", "7", "MIT", SPECIES)
    assert [level.recommendation for level in card.calibration.levels] == [Recommendation.STRONG, Recommendation.LOW]
    model = store.load("small")
    assert model.card == card
    assert model.data == (folder / "small.onnx").read_bytes()
    assert card.ref.sha256 == card.sha256


def test_the_first_folder_wins(folder, tmp_path):
    SmallModel(seed=1).write(tmp_path / "own")
    own = ModelStore([tmp_path / "own", folder]).load("small")
    assert own.data == (tmp_path / "own" / "small.onnx").read_bytes()


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    assert ModelStore([tmp_path / "nowhere"]).list() == ()


@pytest.mark.parametrize("name", ["", "other", "../small", "small\0", "a/b", "..\\small"])
def test_a_name_without_card_is_missing(folder, name):
    with pytest.raises(ModelMissing) as refused:
        ModelStore([folder]).load(name)
    assert refused.value.hint


def test_a_missing_model_file_is_named(folder):
    (folder / "small.onnx").unlink()
    with pytest.raises(ModelMissing, match=r"small\.onnx") as refused:
        ModelStore([folder]).load("small")
    assert "mineral-desk models verify" in refused.value.hint


def test_one_changed_bit_is_noticed(folder):
    path = folder / "small.onnx"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelAltered, match=r"small\.onnx is not the one its card describes"):
        ModelStore([folder]).load("small")


def test_changed_labels_are_noticed(folder):
    (folder / "small.labels.txt").write_text("\n".join(reversed(SPECIES)) + "\n")
    with pytest.raises(ModelUnfit, match=r"small\.labels\.txt"):
        ModelStore([folder]).card("small")


def test_a_list_of_names_has_bounds(folder, monkeypatch):
    monkeypatch.setattr(model_card, "MOST_LABEL_BYTES", 10)
    with pytest.raises(ModelUnfit, match=r"small\.labels\.txt is larger than a list of names can be"):
        ModelStore([folder]).card("small")


def test_missing_labels_are_named(folder):
    (folder / "small.labels.txt").unlink()
    with pytest.raises(ModelMissing, match=r"small\.labels\.txt"):
        ModelStore([folder]).card("small")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version = "7"', ""),
        ("size_px = 32", "size_px = 100000000"),
        ("size_px = 32", 'size_px = "32"'),
        ("temperature = 2.0", "temperature = 0"),
        ("temperature = 2.0", "temperature = nan"),
        ("temperature = 2.0", f"temperature = 1{400 * '0'}"),
        ("[calibration.levels.low]", "[calibration.levels.certain]"),
        ('file = "small.labels.txt"', 'file = "../small.labels.txt"'),
        ("[input]", "input = 3\n[other]"),
        ("[input]", "[input"),
    ],
)
def test_a_card_that_makes_no_sense_is_refused_and_not_listed(folder, old, new):
    edit(folder, old, new)
    store = ModelStore([folder])
    with pytest.raises(ModelUnfit, match=r"The model card .*small\.toml does not make sense"):
        store.card("small")
    assert store.list() == ()
    assert store.names() == ("small",)


def test_a_card_cannot_lead_out_of_its_folder(folder, tmp_path):
    (tmp_path / "secret.onnx").write_bytes((folder / "small.onnx").read_bytes())
    edit(folder, 'file = "small.onnx"', 'file = "../secret.onnx"')
    with pytest.raises(ModelUnfit, match="outside its folder"):
        ModelStore([folder]).load("small")


def test_a_card_of_bytes_is_refused(folder):
    (folder / "small.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelUnfit, match="is no text"):
        ModelStore([folder]).card("small")


def test_plain_names():
    assert is_plain_name("модель №1.onnx")
    assert not any(map(is_plain_name, ["", ".", "..", "a/b", "a\\b", "/a", "C:\\a", "a\0b"]))


def test_the_shipped_model_is_intact(models_folder):
    model = ModelStore([models_folder]).load("species")
    assert len(model.data) < 25_000_000
    assert "Quartz" in model.card.labels
    assert {"command", "training", "accuracy"} <= model.card.facts.keys()


MEMORY = "\n[memory]\nsharpness = 9.0\nweight = 2.0\nnearest = 32\n[memory.levels.low]\nprobability = 0.2\ngap = 0.1\n"


def test_the_memory_of_a_card(folder):
    assert ModelStore([folder]).card("small").memory is None
    card = folder / "small.toml"
    card.write_text(card.read_text() + MEMORY)
    memory = ModelStore([folder]).card("small").memory
    assert (memory.sharpness, memory.weight, memory.nearest) == (9.0, 2.0, 32)
    assert [level.recommendation for level in memory.levels] == [Recommendation.LOW]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("nearest = 32", "nearest = 0"),
        ("nearest = 32", "nearest = 2.5"),
        ("sharpness = 9.0", "sharpness = -1"),
        ("weight = 2.0", "weight = 1e9"),
        ("weight = 2.0", "weight = nan"),
        ("weight = 2.0\n", ""),
        ("[memory.levels.low]", "[memory.levels.certain]"),
    ],
)
def test_a_memory_that_makes_no_sense_is_refused(folder, old, new):
    assert old in MEMORY
    card = folder / "small.toml"
    card.write_text(card.read_text() + MEMORY.replace(old, new))
    with pytest.raises(ModelUnfit, match="does not make sense"):
        ModelStore([folder]).card("small")
