import cv2
import numpy as np
import pytest

from mineral_desk.domain.region import RegionKind
from mineral_desk.vision.codes import find_codes
from tests.codes import plain_photo, with_code


@pytest.mark.parametrize("kind", ["QRCode", "DataMatrix", "Code128"])
def test_codes_are_read(kind: str) -> None:
    (found,) = find_codes(with_code(plain_photo(), "FMM 82451", kind, 4))
    assert (found.kind, found.text, found.confidence) == (RegionKind.CODE, "FMM 82451", 1.0)


def test_boxes_are_pixels_of_the_photo_whatever_its_size() -> None:
    small = with_code(plain_photo(), "FMM 82451", at=(300, 200))
    large = np.ascontiguousarray(cv2.resize(small, None, fx=4, fy=4, interpolation=cv2.INTER_NEAREST))
    one, other = find_codes(small)[0].box_px, find_codes(large)[0].box_px
    assert np.allclose(other, np.array(one) * 4, atol=12)
    assert 300 <= one.x0 < one.x1 <= 300 + 250


def test_a_turned_code_and_two_codes() -> None:
    turned = np.ascontiguousarray(np.rot90(with_code(plain_photo(), "№ 12")))
    assert [one.text for one in find_codes(turned)] == ["№ 12"]
    two = with_code(with_code(plain_photo(), "FMM 1"), "FMM 2", at=(700, 300))
    assert sorted(one.text for one in find_codes(two)) == ["FMM 1", "FMM 2"]


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (64, 64)])
def test_nothing_is_found_where_nothing_is(size: tuple[int, int]) -> None:
    assert find_codes(np.full((*size, 3), 128, np.uint8)) == ()
