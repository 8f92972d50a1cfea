"""How reports write numbers."""

import math
from collections.abc import Mapping
from typing import Any

Rows = tuple[tuple[str, ...], ...]
"""A table: the headings first."""


def percent(value: float) -> str:
    """A share in per cent, a dash where there is none."""
    return "–" if math.isnan(value) else f"{100 * value:.1f} %"


def decimal(value: float) -> str:
    """Three decimals, a dash where there is none."""
    return "–" if math.isnan(value) else f"{value:.3f}"


def plain(value: Any) -> Any:
    """``value`` with nan as None, for JSON."""
    if isinstance(value, float):
        return None if math.isnan(value) else value
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value
