"""Specimens and rules as hypothesis draws them."""

from hypothesis import strategies as st

from mineral_desk.domain.storing.boxes import BoxSize, DrawerSize
from mineral_desk.domain.storing.rules import Borderline, StorageRules, UnknownHeight
from mineral_desk.domain.storing.sizes import StoredSpecimen

BOXES = (
    BoxSize("A", 40, 30, 25, 600),
    BoxSize("B", 60, 45, 35),
    BoxSize("tall", 40, 40, 90),
    BoxSize("C", 90, 70, 50),
    BoxSize("F", 280, 190, 120, 3),
)
DRAWER = DrawerSize(600, 400, 130)
RULES = StorageRules(BOXES, DRAWER)

lengths = st.floats(1, 300, allow_nan=False).map(lambda length: round(length, 1))
errors = st.floats(0, 20, allow_nan=False).map(lambda error: round(error, 1))


@st.composite
def specimens(draw: st.DrawFn) -> StoredSpecimen:
    length, width = sorted((draw(lengths), draw(lengths)), reverse=True)
    return StoredSpecimen(
        draw(st.integers(1, 10**6)),
        "FMM 1",
        length_mm=length,
        length_error_mm=draw(st.none() | errors),
        width_mm=width,
        width_error_mm=draw(st.none() | errors),
        height_mm=draw(st.none() | lengths),
        depth_mm=draw(st.none() | lengths),
    )


@st.composite
def rules(draw: st.DrawFn) -> StorageRules:
    sides = st.integers(5, 350)
    boxes = [
        BoxSize(f"{n}", draw(sides), draw(sides), draw(sides), draw(st.integers(0, 9)))
        for n in range(draw(st.integers(1, 6)))
    ]
    return StorageRules(
        tuple(sorted(boxes, key=lambda box: box.volume_mm3)),
        DRAWER,
        padding_mm=draw(st.integers(0, 10)),
        safety_sd=draw(st.sampled_from((0.0, 1.0, 2.0))),
        wall_mm=draw(st.sampled_from((0.0, 1.0, 2.5))),
        unknown_height=draw(st.sampled_from(UnknownHeight)),
        borderline=draw(st.sampled_from(Borderline)),
    )
