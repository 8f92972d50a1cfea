"""How much time and memory trying a model may take, by the size of its files."""

import os
from dataclasses import dataclass
from pathlib import Path

from mineral_desk.vision.card_files import bytes_on_disk

LEAST_MEMORY, MEMORY_PER_BYTE = 1536 << 20, 8
"""Of data alone. The code takes 90 MB, the shipped classifier (38 MB in all) 250 MB, a photo of any kind none."""
MOST_OF_COMPUTER = 0.75
"""However large the files are, something is left for the window."""
LEAST_CPU_S, BYTES_PER_CPU_S = 60.0, 5_000_000
"""The shipped classifier takes a second; a network of 600 MB has three minutes."""
WALL_PER_CPU = 3.0
"""Other work may be going on, and files may lie on a slow disk."""


@dataclass(frozen=True, slots=True)
class TrialLimits:
    """``memory_bytes`` of data, ``cpu_s`` seconds of the processor, ``wall_s`` seconds by the clock."""

    memory_bytes: int
    cpu_s: float
    wall_s: float


def limits_for(card_file: Path) -> TrialLimits:
    """What the model of that card may take. Raises :class:`ModelMissing`, :class:`ModelUnfit` for the card."""
    size_bytes = bytes_on_disk(card_file)
    cpu_s = LEAST_CPU_S + size_bytes / BYTES_PER_CPU_S
    memory_bytes = min(LEAST_MEMORY + MEMORY_PER_BYTE * size_bytes, round(MOST_OF_COMPUTER * memory_of_computer()))
    return TrialLimits(memory_bytes, cpu_s, WALL_PER_CPU * cpu_s)


def memory_of_computer() -> int:
    """Bytes; so many that they bound nothing where the system does not tell."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return 1 << 50
