"""The contrastive loss of pictures and names where a name may have several pictures in a batch.

CLIP's own loss (Radford et al. 2021, figure 3) takes every other text for a wrong one. With several photos of one
mineral that would push a photo away from its own name. Here every name stands once in a batch:

    picture -> name    cross-entropy with the one right name
    name -> picture    cross-entropy with the even share of all pictures of that name

and the loss is the mean of both.
"""

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy


def contrastive_loss(pictures: Tensor, names: Tensor, name_of: Tensor, scale: Tensor) -> Tensor:
    """The loss of unit vectors ``pictures`` (N, D) and ``names`` (M, D), each name once.

    ``name_of`` (N,) says which name a picture has; every name has a picture. ``scale`` is what cosines are multiplied
    with.
    """
    logits = scale * pictures @ names.T
    belongs = (name_of[:, None] == torch.arange(len(names), device=names.device)).to(logits.dtype)
    shares = (belongs / belongs.sum(dim=0, keepdim=True)).T
    return (cross_entropy(logits, name_of) + cross_entropy(logits.T, shares)) / 2
