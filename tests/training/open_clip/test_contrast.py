"""The loss: CLIP's own where every name has one picture, and no enemy of pictures that share a name."""

import pytest

pytest.importorskip("torch")

import torch
from torch.nn.functional import cross_entropy, normalize

from mineral_desk.training.open_clip.contrast import contrastive_loss
from mineral_desk.training.open_clip.recipe import rate_share


def vectors(count, seed):
    return normalize(torch.randn(count, 8, generator=torch.Generator().manual_seed(seed)), dim=-1)


def test_it_is_the_loss_of_clip_where_every_name_has_one_picture():
    pictures, names, scale = vectors(5, 0), vectors(5, 1), torch.tensor(10.0)
    order = torch.tensor([3, 0, 4, 1, 2])
    matched = scale * pictures @ names[order].T
    right = torch.arange(5)
    expected = (cross_entropy(matched, right) + cross_entropy(matched.T, right)) / 2
    torch.testing.assert_close(contrastive_loss(pictures, names, order, scale), expected)


def test_pictures_of_one_name_do_not_push_each_other_away():
    name = vectors(2, 0)
    pictures = torch.stack([name[0], name[0], name[1]]).requires_grad_(True)
    loss = contrastive_loss(pictures, name, torch.tensor([0, 0, 1]), torch.tensor(100.0))
    torch.testing.assert_close(loss, torch.log(torch.tensor(2.0)) / 2 / 2, atol=1e-3, rtol=0)
    (gradient,) = torch.autograd.grad(loss, pictures)
    torch.testing.assert_close(gradient[0], gradient[1])
    # what is left of the loss is that two pictures share one name: no step makes it smaller
    across = gradient - (gradient * pictures).sum(1, keepdim=True) * pictures
    assert across.abs().max() < 1e-2


def test_a_wrong_match_costs_more_than_the_right_one():
    pictures, names = vectors(4, 2), vectors(2, 3)
    pictures = normalize(names[[0, 0, 1, 1]] + 0.1 * pictures, dim=-1)
    right = contrastive_loss(pictures, names, torch.tensor([0, 0, 1, 1]), torch.tensor(20.0))
    wrong = contrastive_loss(pictures, names, torch.tensor([1, 0, 1, 0]), torch.tensor(20.0))
    assert right < wrong


def test_the_rate_rises_to_its_height_and_falls_to_nothing():
    shares = [rate_share(step / 100, 0.1) for step in range(101)]
    assert shares[0] > 0
    assert max(shares) == shares[10] == 1
    assert shares[:11] == sorted(shares[:11])
    assert shares[10:] == sorted(shares[10:], reverse=True)
    assert shares[100] == pytest.approx(0, abs=1e-12)
    assert rate_share(0, 0) == 1
