"""A model is what its card says, or is refused with the reason."""

import hashlib
import re

import numpy as np
import pytest

from mineral_desk.domain.errors import ModelAltered, ModelMissing, ModelUnfit
from mineral_desk.vision.card_files import MAX_CARD_BYTES, MOST_DOTS, card_table, named_files, parsed_card, refuse_slips
from mineral_desk.vision.model_check import check_model
from mineral_desk.vision.model_store import ModelStore
from tests.vision.small_model import SPECIES, SmallModel

onnx = pytest.importorskip("onnx")


@pytest.fixture
def folder(tmp_path):
    SmallModel().write(tmp_path)
    return tmp_path


def edit(folder, old, new, count=1):
    card = folder / "small.toml"
    text = card.read_text("utf-8")
    assert old in text
    card.write_text(text.replace(old, new, count), "utf-8")


def relabel(folder, names):
    labels = "".join(f"{one}\n" for one in names).encode()
    (folder / "small.labels.txt").write_bytes(labels)
    old = hashlib.sha256("".join(f"{one}\n" for one in SPECIES).encode()).hexdigest()
    edit(folder, old, hashlib.sha256(labels).hexdigest())


def refused(folder, kind=ModelUnfit):
    with pytest.raises(kind) as fault:
        check_model(ModelStore([folder]), "small")
    assert fault.value.hint
    return str(fault.value)


def test_a_model_that_fits_passes(folder):
    assert check_model(ModelStore([folder]), "small").labels == SPECIES


def test_every_shipped_model_passes(models_folder):
    store = ModelStore([models_folder])
    kinds = {check_model(store, name).kind for name in store.names()}
    assert kinds >= {"classifier", "segmentation", "cube_acceptance", "cube_check", "cube_pose", "cyrillic"}


def test_labels_of_another_length_are_refused(folder):
    relabel(folder, SPECIES[:-1])
    assert "tells 7 names apart, its list of labels has 6" in refused(folder)


def test_an_input_that_the_model_does_not_have_is_refused(folder):
    edit(folder, "size_px = 32", "size_px = 64")
    assert "promises an input image (1, 3, 64, 64)" in refused(folder)
    edit(folder, 'name = "image"', 'name = "picture"')
    assert "promises an input picture" in refused(folder)


def test_an_output_that_the_model_does_not_have_is_refused(folder):
    edit(folder, 'projection = "projection"', 'projection = "nothing"')
    assert "has no output 'nothing'" in refused(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("temperature = 2.0", "temprature = 2.0", "unknown key 'temprature' in [calibration]"),
        ("probability = 0.2", "probability = 0.2\nleast = 3", "unknown key 'least' in [calibration.levels.low]"),
        ("[calibration]", "[calibrations]", "unknown key 'calibrations'; is 'calibration' meant?"),
        ("scale = 0.0", "mean = 3\nscale = 0.0", "unknown key 'mean' in [input]"),
        ("[input]", "[[input]]", "does not make sense"),
    ],
)
def test_a_slip_that_would_change_suggestions_is_refused(folder, old, new, said):
    edit(folder, old, new)
    assert said in refused(folder)


def test_facts_for_people_and_sections_of_later_versions_are_welcome(folder):
    edit(folder, 'licence = "MIT"', 'licence = "MIT"\nauthor = "A. Petrova"\nhomepage = "https://example.org"')
    with (folder / "small.toml").open("a", encoding="utf-8") as card:
        card.write("\n[groups]\nsomething = 1\n")
    assert check_model(ModelStore([folder]), "small").name == "small"


def test_a_file_of_another_sha256_is_refused(folder):
    data = bytearray((folder / "small.onnx").read_bytes())
    data[100] ^= 1
    (folder / "small.onnx").write_bytes(data)
    refused(folder, ModelAltered)


def test_further_files_on_the_card_count_as_well(folder):
    (folder / "words.bin").write_bytes(b"abc")
    with (folder / "small.toml").open("a", encoding="utf-8") as card:
        card.write(f'\n[words]\nfile = "words.bin"\nsha256 = "{hashlib.sha256(b"abc").hexdigest().upper()}"\n')
    assert check_model(ModelStore([folder]), "small").name == "small"
    (folder / "words.bin").write_bytes(b"abd")
    refused(folder, ModelAltered)
    (folder / "words.bin").unlink()
    refused(folder, ModelMissing)


def test_weights_in_another_file_are_refused(folder):
    model = SmallModel().proto()
    onnx.save_model(model, folder / "small.onnx", save_as_external_data=True, location="weights", size_threshold=0)
    sha256 = hashlib.sha256((folder / "small.onnx").read_bytes()).hexdigest()
    card = folder / "small.toml"
    card.write_text(re.sub(r'^sha256 = "\w+"', f'sha256 = "{sha256}"', card.read_text(), count=1, flags=re.MULTILINE))
    assert "keeps its weights in another file" in refused(folder)


@pytest.mark.filterwarnings("ignore:One of rtol or atol")
def test_a_model_that_gives_no_numbers_is_refused(folder):
    bias = np.full(len(SPECIES), np.nan, np.float32)
    SmallModel(arrays={"species_bias": bias}).write(folder)
    refused(folder)


def test_a_kind_unknown_here_is_judged_by_its_card(folder):
    edit(folder, 'kind = "classifier"', 'kind = "soothsayer"')
    assert check_model(ModelStore([folder]), "small").kind == "soothsayer"
    edit(folder, 'logits = "logits"', 'logits = "lots"')
    assert "has no output 'lots'" in refused(folder)


def test_what_is_no_onnx_is_refused(folder):
    (folder / "small.onnx").write_bytes(b"no model")
    sha256 = hashlib.sha256(b"no model").hexdigest()
    card = folder / "small.toml"
    card.write_text(re.sub(r'^sha256 = "\w+"', f'sha256 = "{sha256}"', card.read_text(), count=1, flags=re.MULTILINE))
    assert "does not load" in refused(folder)


def test_named_files():
    card = parsed_card(
        b'file = "a"\nsha256 = "' + b"A" * 64 + b'"\n[labels]\nfile = "b"\nsha256 = "' + b"0" * 64 + b'"', "x"
    )
    assert named_files(card) == {"a": "a" * 64, "b": "0" * 64}
    refuse_slips(card, "x")
    for wrong in (
        {},
        {"file": "a"},
        {"file": "a", "sha256": "12"},
        {**card, "labels": {"file": "a", "sha256": "1" * 64}},
    ):
        with pytest.raises(ModelUnfit):
            named_files(wrong)


def test_a_card_has_bounds(tmp_path):
    with pytest.raises(ModelUnfit, match="larger than a card"):
        parsed_card(b"#" * (MAX_CARD_BYTES + 1), "huge.toml")
    with pytest.raises(ModelUnfit, match="does not make sense"):
        parsed_card(b"a = " + b"[" * 10_000, "deep.toml")
    for hostile in (
        b"a" + b".a" * 120_000 + b" = 1",
        b"[a" + b" . a" * 60_000 + b"]",
        b"a = {b" + b".b" * 999 + b"=1}",
    ):
        with pytest.raises(ModelUnfit, match="a line with more than 200 dots"):
            parsed_card(hostile, "dotted.toml")
    parsed_card(b"".join(b"k%d%s=1\n" % (line, b".a" * MOST_DOTS) for line in range(600)), "much.toml")
    with pytest.raises(ModelMissing):
        card_table(tmp_path / "none.toml")
