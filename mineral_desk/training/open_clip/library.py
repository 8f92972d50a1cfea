"""The one place that imports open_clip: torchvision, which it imports, needs a hand beside a CPU build of torch."""

from mineral_desk.training.torchvision_operators import declare_missing_operators

declare_missing_operators()

import open_clip  # noqa: E402  torchvision comes along, and must not come before
from open_clip.factory import load_checkpoint  # noqa: E402

__all__ = ["load_checkpoint", "open_clip"]
