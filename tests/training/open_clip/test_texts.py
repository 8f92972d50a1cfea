"""The vectors of names: averaged over sentences, and the same whether the filling is read or not."""

import numpy as np
import pytest

pytest.importorskip("mineral_desk.training.open_clip.library")

import torch
from torch.nn.functional import normalize

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.domain.progress import finish
from mineral_desk.training.open_clip import texts
from mineral_desk.training.open_clip.exporting import rounding
from mineral_desk.training.open_clip.texts import embed_names, encode
from tests.training.open_clip.small import SPECIES, random_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return random_clip(tmp_path_factory.mktemp("clip"), "small-vit")


def test_the_vector_of_a_name_is_the_mean_of_its_sentences(clip):
    templates = ("{}", "a photo of {}.")
    found = finish(embed_names(clip, SPECIES, templates))
    assert found.shape == (8, 32)
    assert found.dtype == np.float32
    with torch.no_grad():
        two = clip.net.encode_text(clip.tokenizer(["Galena", "a photo of Galena."]))
        expected = normalize(normalize(two, dim=-1).mean(0), dim=-1)
    np.testing.assert_allclose(found[3], expected.numpy(), atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 1, atol=1e-5)
    assert np.abs(found[0] - found[1]).max() > 0.05


def test_several_batches_give_what_one_gives(clip, monkeypatch):
    whole = finish(embed_names(clip, SPECIES))
    monkeypatch.setattr(texts, "BATCH_NAMES", 3)
    np.testing.assert_allclose(finish(embed_names(clip, SPECIES)), whole, atol=1e-5)


def test_the_filling_is_read_only_where_it_matters(clip, tmp_path):
    tokens = clip.tokenizer(["Quartz", "a photo of a Malachite mineral specimen."])
    assert texts._may_be_shortened(clip.net, tokens)
    np.testing.assert_allclose(encode(clip.net, tokens, shortened=True), encode(clip.net, tokens), atol=1e-5)
    assert clip.net.encode_text(tokens).shape == (2, 32)  # the tower is as it was
    reads_all = random_clip(tmp_path, "small-vit", custom_text=True, no_causal_mask=True, pool_type="last")
    assert not texts._may_be_shortened(reads_all.net, reads_all.tokenizer(["Quartz", "Beryl"]))
    found = finish(embed_names(reads_all, ["Quartz"], ("{}",)))
    with torch.no_grad():
        expected = normalize(reads_all.net.encode_text(reads_all.tokenizer(["Quartz"])), dim=-1)
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-6)


def test_half_precision_is_measured_and_equal_names_are_refused():
    vectors = np.random.default_rng(0).normal(size=(5, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert 0 < rounding(vectors) < 1e-3
    with pytest.raises(ModelUnfit, match="All names have the same vector"):
        rounding(np.repeat(vectors[:1], 4, axis=0))
