"""Lines are drawn with fonts that have the letters, look each a little different, and can still be read."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest

from mineral_desk.domain.errors import UsageError
from mineral_desk.training.reading.line_pictures import HELD_OUT_EVERY, fonts_with_cyrillic, line_picture, parted

FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


def test_only_fonts_with_all_letters_serve() -> None:
    fonts = fonts_with_cyrillic([FONTS])
    assert "DejaVu Sans" in fonts
    assert not any("STIX" in family and "Sizes" in family for family in fonts)
    assert not any(family.startswith("cm") for family in fonts)


def test_a_folder_without_such_fonts_is_told(tmp_path: Path) -> None:
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    with pytest.raises(UsageError, match="Cyrillic"):
        fonts_with_cyrillic([tmp_path])


def test_no_family_is_on_both_sides() -> None:
    fonts = {f"family {number:02}": [Path("x.ttf")] for number in range(30)}
    learnt, held_out = parted(fonts)
    assert set(learnt) | set(held_out) == set(fonts)
    assert not set(learnt) & set(held_out)
    assert len(held_out) == 30 // HELD_OUT_EVERY


def test_a_line_is_a_picture_of_its_own_and_the_same_for_the_same_seed() -> None:
    fonts = fonts_with_cyrillic([FONTS])
    one, same, other = (line_picture("МАЛАХИТ", fonts, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert one.dtype == np.uint8
    assert one.ndim == 3
    assert np.array_equal(one, same)
    assert one.shape != other.shape or not np.array_equal(one, other)
    assert one.std() > 3  # paper and ink differ
