import math
from dataclasses import replace

import pytest

from mineral_desk.domain.flag import FLAG_WORDS, Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.vision.measuring.cube import CubeCandidate, CubeSearch, group_candidates
from mineral_desk.vision.measuring.flags import (
    LIMITS,
    PhotoSharpness,
    box_flags,
    cube_flags,
    engraving_flags,
    merged,
    sharpness_flags,
    size_flags,
)
from mineral_desk.vision.measuring.rim import Extents
from mineral_desk.vision.measuring.wireframe import CubePose

SURE = Extents(0.02, 0.02)
BOX = Box(100, 100, 180, 190)


def candidate(probability: float, edge: float = 80.0, scale_error: float = 0.004, x: float = 140.0) -> CubeCandidate:
    pose = CubePose(x, 140.0, math.log(edge), 0.5, 0.4, 0.0)
    return CubeCandidate(pose, probability, (0.1, 0.1, scale_error, 0.01, 0.01, 0.01))


def flags_of(*groups: tuple[CubeCandidate, ...], box: Box = BOX) -> list[Flag]:
    return cube_flags(CubeSearch(groups), box, (1000.0, 700.0), [], LIMITS)


def codes(flags: list[Flag]) -> list[FlagCode]:
    return [flag.code for flag in flags]


def test_a_sure_cube_raises_no_flag() -> None:
    assert flags_of((candidate(0.95), candidate(0.9, edge=81.0))) == []


@pytest.mark.parametrize(
    ("probability", "named", "ambiguous"),
    [(0.5, True, True), (0.65, True, False), (0.65, False, True), (0.8, False, False)],
)
def test_an_unsure_cube_is_ambiguous_unless_it_names_its_edge(probability: float, named: bool, ambiguous: bool) -> None:
    search = CubeSearch(((candidate(probability),),))
    flags = cube_flags(search, BOX, (1000.0, 700.0), [], LIMITS, named=named)
    assert codes(flags) == [FlagCode.CUBE_AMBIGUOUS] * ambiguous


@pytest.mark.parametrize(
    ("edge", "probability", "ambiguous"), [(140.0, 0.8, True), (140.0, 0.9, False), (60.0, 0.8, False)]
)
def test_a_large_cube_without_an_engraving_must_be_surer(edge: float, probability: float, ambiguous: bool) -> None:
    search = CubeSearch(((candidate(probability, edge=edge),),))
    assert codes(cube_flags(search, BOX, (1000.0, 700.0), [], LIMITS)) == []
    plain = cube_flags(search, BOX, (1000.0, 700.0), [], LIMITS, plain=True)
    assert codes(plain) == [FlagCode.CUBE_AMBIGUOUS] * ambiguous


def test_a_rival_reading_with_another_scale_is_ambiguous() -> None:
    (group,) = group_candidates([candidate(0.95), candidate(0.9, edge=90.0)])
    assert codes(flags_of(group)) == [FlagCode.CUBE_AMBIGUOUS, FlagCode.CUBE_IMPRECISE]


def test_a_rival_reading_with_nearly_the_same_scale_widens_the_error() -> None:
    (group,) = group_candidates([candidate(0.95), candidate(0.93, edge=82.0)])
    assert flags_of(group) == []
    assert 0.011 < group[0].scale_error < 0.014


def test_an_improbable_reading_changes_little() -> None:
    (group,) = group_candidates([candidate(0.98), candidate(0.01, edge=95.0)])
    assert flags_of(group) == []
    assert group[0].scale_error < 0.02


def test_a_rival_reading_with_more_edges_under_it_counts_for_more() -> None:
    best, rival = candidate(0.9), candidate(0.3, edge=88.0)
    (alike,) = group_candidates([replace(best, support=0.7), replace(rival, support=0.7)])
    (better,) = group_candidates([replace(best, support=0.7), replace(rival, support=0.9)])
    (worse,) = group_candidates([replace(best, support=0.7), replace(rival, support=0.5)])
    assert worse[0].doubt < alike[0].doubt < better[0].doubt
    assert codes(flags_of(better)) == [FlagCode.CUBE_AMBIGUOUS, FlagCode.CUBE_IMPRECISE]


def test_an_improbable_reading_of_something_far_smaller_does_not_blur_the_scale() -> None:
    (group,) = group_candidates([candidate(0.99), candidate(0.05, edge=8.0)])
    assert flags_of(group) == []


def test_a_second_cube_is_shown_where_it_is() -> None:
    other = Box(560, 100, 640, 180)
    (flag,) = cube_flags(CubeSearch(((candidate(0.95),),)), BOX, (1000.0, 700.0), [other], LIMITS)
    assert (flag.code, flag.values["count"], flag.evidence_px) == (FlagCode.SEVERAL_CUBES, 2, other)


def test_a_cube_at_the_border_is_cut() -> None:
    assert codes(flags_of((candidate(0.95),), box=Box(-12, 100, 70, 190))) == [FlagCode.CUBE_CUT]


@pytest.mark.parametrize(("seen", "flags"), [(None, 1), (0.9, 1), (0.1, 0)])
def test_a_cube_near_the_border_is_cut_unless_the_segmentation_sees_table_there(seen: float | None, flags: int) -> None:
    near = replace(candidate(0.95), seen_at_border=seen)
    assert len(flags_of((near,), box=Box(3, 100, 85, 190))) == flags
    assert codes(flags_of((near,), box=Box(-12, 100, 70, 190))) == [FlagCode.CUBE_CUT]


def test_an_imprecise_scale_tells_its_error() -> None:
    (flag,) = flags_of((candidate(0.95, scale_error=0.05),))
    assert flag.code is FlagCode.CUBE_IMPRECISE
    assert FLAG_WORDS[flag.code].what.format(**flag.values) == "Scale known to ± 5.0 %, limit 4 %."


def test_ratios_as_in_the_paper_are_the_limits() -> None:
    assert size_flags(5.0, SURE, 10.0, BOX, LIMITS) == []
    assert codes(size_flags(4.9, SURE, 10.0, BOX, LIMITS)) == [FlagCode.RATIO_OUT_OF_RANGE]
    assert codes(size_flags(251.0, SURE, 10.0, BOX, LIMITS)) == [FlagCode.RATIO_OUT_OF_RANGE]


@pytest.mark.parametrize(("length", "width", "limit"), [(0.2, 0.05, 12), (0.05, 0.2, 12), (0.1, 0.11, None)])
def test_a_large_error_is_a_flag_with_the_limit_it_breaks(length: float, width: float, limit: float | None) -> None:
    flags = size_flags(50.0, Extents(length, width), 10.0, BOX, LIMITS)
    assert codes(flags) == [FlagCode.SIZE_IMPRECISE] * (limit is not None)
    assert [flag.values["limit_percent"] for flag in flags] == [limit] * len(flags)


def test_every_sentence_can_be_filled_from_the_flags_values() -> None:
    flags = [
        *flags_of((candidate(0.5, scale_error=0.05), candidate(0.45, edge=95.0))),
        *cube_flags(CubeSearch(((candidate(0.9),),)), BOX, (1000.0, 700.0), [BOX], LIMITS),
        *size_flags(500.0, Extents(0.4, 0.4), 10.0, BOX, LIMITS),
        *engraving_flags("1 in", 25.4, 10.0, BOX),
        *sharpness_flags(PhotoSharpness(3.0, 40.0), LIMITS),
    ]
    for flag in flags:
        words = FLAG_WORDS[flag.code]
        assert "{" not in words.what.format(**flag.values) + words.do.format(**flag.values)


def test_only_a_small_box_like_specimen_may_be_a_clear_box() -> None:
    assert codes(box_flags(0.9, 12.0, 10.0, BOX, LIMITS)) == [FlagCode.OUTLINE_UNCERTAIN]
    assert box_flags(0.9, 60.0, 10.0, BOX, LIMITS) == []
    assert box_flags(0.5, 12.0, 10.0, BOX, LIMITS) == []


def test_an_engraving_contradicts_only_another_edge() -> None:
    assert engraving_flags("10 mm", 10.0, 10.0, BOX) == []
    assert engraving_flags("", None, 10.0, BOX) == []
    assert codes(engraving_flags("1 in", 25.4, 10.0, BOX)) == [FlagCode.CUBE_EDGE_CONTRADICTED]


def test_sharpness_counts_only_when_it_is_known_and_too_low() -> None:
    assert sharpness_flags(None, LIMITS) == []
    assert sharpness_flags(PhotoSharpness(30.0, 40.0), LIMITS) == []
    assert codes(sharpness_flags(PhotoSharpness(29.0, 40.0), LIMITS)) == [FlagCode.BLURRED]


def test_each_reason_is_named_once_with_all_its_numbers() -> None:
    first = Flag(FlagCode.OUTLINE_UNCERTAIN, {"sure_percent": 80.0}, BOX)
    again = Flag(FlagCode.OUTLINE_UNCERTAIN, {"box_percent": 90.0, "sure_percent": 1.0}, BOX.padded(5))
    other = Flag(FlagCode.BLURRED)
    assert merged([first, other, again]) == (
        Flag(FlagCode.OUTLINE_UNCERTAIN, {"sure_percent": 80.0, "box_percent": 90.0}, BOX),
        other,
    )
