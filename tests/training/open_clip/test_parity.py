"""What ONNX Runtime gives is what torch gives: embeddings, logits, and the parts of the maps."""

import numpy as np
import pytest

pytest.importorskip("mineral_desk.training.open_clip.library")

import torch
from torch.nn.functional import normalize

from mineral_desk.domain.errors import ModelUnfit
from mineral_desk.training.open_clip import image_graph
from mineral_desk.training.open_clip.image_graph import image_model, image_parity, refuse_constants, relative_difference
from mineral_desk.training.open_clip.templates import TEMPLATES, sentences
from mineral_desk.training.open_clip.tower import NormalisedTower, find_cut
from mineral_desk.vision.explain.gradcam import gradcam_plus_plus_by_cell, scaled_to_one
from tests.training.open_clip.small import SPECIES
from tests.vision.small_model import picture


def views_of(exported, count=3):
    size_px = exported.model.size_px
    return [
        np.asarray(picture(seed, 10 * (size_px // 10 + 1), 10 * (size_px // 10 + 1))[:size_px, :size_px])
        for seed in range(count)
    ]


def as_torch(exported, views):
    model = exported.model
    images = torch.from_numpy(np.stack(views)).permute(0, 3, 1, 2).float() / 255
    mean, deviation = (torch.tensor(one).reshape(1, 3, 1, 1) for one in (model.mean, model.deviation))
    return (images - mean) / deviation


def class_score(exported, images, species):
    """The logit of one species as torch computes it, texts and all."""
    net = exported.model.net
    tokens = exported.model.tokenizer(sentences(SPECIES[species]))
    text = normalize(normalize(net.encode_text(tokens), dim=-1).mean(0), dim=-1)
    return (net.logit_scale.exp() * normalize(net.encode_image(images), dim=-1) @ text).sum()


def test_embeddings_and_logits_are_those_of_torch(exported):
    views = views_of(exported)
    logits, embeddings, _ = exported.classifier().run(views)
    with torch.no_grad():
        expected = normalize(exported.model.net.encode_image(as_torch(exported, views)), dim=-1).numpy()
        scores = [[class_score(exported, as_torch(exported, [view]), index) for index in (0, 5)] for view in views]
    assert np.abs(expected[0] - expected[1]).max() > 1e-3
    np.testing.assert_allclose(embeddings, expected, atol=2e-6)
    # the names are kept in half precision
    np.testing.assert_allclose(logits[:, [0, 5]], np.array(scores), atol=0.02)
    assert np.ptp(logits, axis=1).min() > 0.05


def test_one_picture_gives_what_it_gives_among_several(exported):
    classifier, views = exported.classifier(), views_of(exported)
    _, together, states = classifier.run(views)
    for index, view in enumerate(views):
        _, alone, state = classifier.run([view])
        np.testing.assert_allclose(alone[0], together[index], atol=2e-6)
        assert relative_difference(state[0], states[index]) < 1e-5


def tokens_and_gradient(exported, view, species):
    """Activations and derivatives as hooks catch them in the whole tower, by torch's own differentiation.

    The name's vector is the one in the file, in half precision.
    """
    visual, net = exported.model.visual, exported.model.net
    text = net.logit_scale.exp() * torch.from_numpy(exported.classifier().texts[species])
    caught = {}

    def keep(_, __, given):
        given = given.detach().requires_grad_(True) if not given.requires_grad else given
        caught["activations"] = given
        return given

    target = {
        "small-vit": lambda: visual.transformer.resblocks[-1].ln_1,
        "small-convnext": lambda: visual.trunk.stages[-1],
        "small-resnet": lambda: visual.layer4,
    }[exported.name]()
    hook = target.register_forward_hook(keep)
    try:
        score = (normalize(net.encode_image(as_torch(exported, [view])), dim=-1) @ text).sum()
    finally:
        hook.remove()
    (gradient,) = torch.autograd.grad(score, caught["activations"])
    activations = caught["activations"].detach()
    if activations.ndim == 3:  # class token, then the patches row by row
        side = round((activations.shape[1] - 1) ** 0.5)
        activations, gradient = (
            one[:, 1:].reshape(1, side, side, -1).permute(0, 3, 1, 2) for one in (activations, gradient)
        )
    return activations[0].numpy(), gradient[0].numpy()


@pytest.mark.parametrize("species", [0, 5])
def test_the_parts_of_a_map_are_those_of_differentiation(exported, species):
    classifier, (view, other, *_) = exported.classifier(), views_of(exported)
    _, _, states = classifier.run([view, other])
    activations, gradient = classifier.map_parts(states[0], species)
    expected = tokens_and_gradient(exported, view, species)
    assert relative_difference(activations, expected[0]) < 1e-5
    assert relative_difference(gradient, expected[1]) < 1e-4
    assert np.abs(expected[1]).max() > 0
    elsewhere = tokens_and_gradient(exported, other, species)
    assert relative_difference(expected[0], elsewhere[0]) > 1e-2
    assert relative_difference(expected[1], elsewhere[1]) > 2e-3


def reference_gradcam_plus_plus(activations, gradient):
    """pytorch-grad-cam's formula for 2-D maps, from its description: eps in the denominator, alpha 0 where g is 0.

    Sums that are negative count as 0 here: it lets them turn the sign of alpha.
    """
    squared = gradient**2
    sums = np.maximum(activations.sum(axis=(1, 2), keepdims=True), 0)
    alpha = np.where(gradient != 0, squared / (2 * squared + sums * squared * gradient + 1e-12), 0)
    weights = (np.maximum(gradient, 0) * alpha).sum(axis=(1, 2), keepdims=True)
    return scaled_to_one(np.maximum((weights * activations).sum(axis=0), 0).astype(np.float32))


def test_the_map_is_that_of_the_reference(exported):
    classifier, views = exported.classifier(), views_of(exported)
    _, _, states = classifier.run(views)
    maps = []
    for view, state in zip(views, states, strict=True):
        found = gradcam_plus_plus_by_cell(*classifier.map_parts(state, 5))
        expected = reference_gradcam_plus_plus(*tokens_and_gradient(exported, view, 5))
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, atol=1e-3)
        maps.append(found)
    assert max(np.ptp(one) for one in maps) == 1
    assert np.abs(maps[0] - maps[1]).max() > 0.05


def test_an_output_that_is_the_same_for_all_pictures_proves_nothing():
    refuse_constants({"embedding": np.array([[1.0, 2.0], [1.0, 2.1]])})
    with pytest.raises(ModelUnfit, match="The output state is the same for all pictures"):
        refuse_constants({"state": np.ones((2, 3))})


def test_a_tower_that_ignores_its_picture_is_refused(exported_vit):
    visual = exported_vit.model.visual
    kept = visual.conv1.weight.detach().clone()
    try:
        visual.conv1.weight.zero_()
        tower = NormalisedTower(
            visual, find_cut(visual, 32), exported_vit.model.mean, exported_vit.model.deviation
        ).eval()
        with pytest.raises(ModelUnfit, match="is the same for all pictures"):
            image_parity(tower, image_model(tower, 32), 32)
    finally:
        visual.conv1.weight.copy_(kept)


def test_a_tower_too_large_for_one_file_is_refused_before_it_is_traced(exported_vit, monkeypatch):
    monkeypatch.setattr(image_graph, "MOST_PARAMETERS", 1000)
    tower = NormalisedTower(exported_vit.model.visual, None, exported_vit.model.mean, exported_vit.model.deviation)
    with pytest.raises(ModelUnfit, match="more than fit into one ONNX file"):
        image_model(tower, 32)


def test_every_template_holds_the_name_once():
    for template in TEMPLATES:
        assert template.count("{}") == 1
    assert sentences("Beryl")[0] == "Beryl"
