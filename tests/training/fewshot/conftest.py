"""Before timm is imported, beside a CPU build of torch, torchvision's operators must be declared."""

import importlib.util

if importlib.util.find_spec("torch") is not None and importlib.util.find_spec("torchvision") is not None:
    from mineral_desk.training.torchvision_operators import declare_missing_operators

    declare_missing_operators()
