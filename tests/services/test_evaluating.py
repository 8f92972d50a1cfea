import json
import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from mineral_desk.domain.analysis import Analysis
from mineral_desk.domain.errors import UnreadablePhoto, UsageError
from mineral_desk.domain.flag import Flag, FlagCode
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.measurement import Measurement, MeasurementStatus, Outline
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.progress import Progress, finish
from mineral_desk.domain.quality import QualityReport, Verdict
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.domain.suggestion import Recommendation, Suggestion, Suggestions
from mineral_desk.domain.truth import CubeTruth, Expected, LabelTruth, SceneTruth, SpecimenTruth
from mineral_desk.services.evaluating import (
    compare_sizes,
    evaluate_classification,
    evaluate_segmentation,
    evaluate_size,
    evaluate_text,
)
from mineral_desk.services.size_score import FlagScore

CUBE = tuple((x * 20 + 100.0, y * 20 + 60.0) for x in (0, 1) for y in (0, 1) for _ in (0, 1))
SPECIMEN = SpecimenTruth(
    ((10.0, 20.0), (70.0, 20.0), (70.0, 60.0), (10.0, 60.0)), Box(10, 20, 70, 60), 50.0, 30.0, ((10, 20), (70, 60)),
    0.7, 1.0, "Haüyne",
)  # fmt: skip
SCENE = SceneTruth(
    file="000001.jpg",
    seed=1,
    category="standard",
    expected=Expected.MEASURE,
    width_px=160,
    height_px=120,
    specimen=SPECIMEN,
    cubes=(CubeTruth(10.0, CUBE, Box(100, 60, 120, 80), 1.0, 20.0),),
    labels=(LabelTruth(((10, 90), (60, 90), (60, 110), (10, 110)), "FMM 31 907\nHAÜYNE", True),),
    background="white",
    elevation_deg=12.0,
    mask_file="000001_mask.png",
)


def scene(number, **changes):
    return replace(SCENE, file=f"{number:06d}.jpg", seed=number, mask_file=f"{number:06d}_mask.png", **changes)


def write(folder, *scenes):
    (folder / "truth.json").write_text(json.dumps([one.as_dict() for one in scenes]), encoding="utf-8")
    return {folder / one.file: one for one in scenes}


def analysis(path, measurement=None, **parts):
    photo = Photo(path, "0" * 64, 1, 160, 120)
    found = Analysis(photo, QualityReport(Verdict.OK), **parts)
    return found if measurement is None else replace(found, measurement=measurement)


def size(length, width, status=MeasurementStatus.MEASURED, corners=CUBE, flags=()):
    return Measurement(status, flags, length, 1.0, width, 1.0, cube_corners_px=corners)


def test_a_truth_survives_json(tmp_path):
    write(tmp_path, SCENE)
    (record,) = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert SceneTruth.from_dict(record) == SCENE


def test_sizes_are_scored_photo_by_photo_with_progress(tmp_path):
    write(tmp_path, scene(1), scene(2), scene(3), scene(4, expected=Expected.FLAG, cubes=()))
    answers = {
        "000001.jpg": size(50.0, 30.0),
        "000002.jpg": size(55.5, 27.0),
        "000003.jpg": size(50.0, 30.0, MeasurementStatus.FLAGGED, flags=(Flag(FlagCode.BLURRED),)),
        "000004.jpg": size(50.0, 45.0),
    }
    job = evaluate_size(lambda path: analysis(path, answers[path.name]), tmp_path)
    progress = []
    while True:
        try:
            progress.append(next(job))
        except StopIteration as stop:
            report = stop.value
            break
    assert progress == [Progress(done, 4, f"{done:06d}.jpg") for done in range(1, 5)]
    score = report.score
    assert score.kept == pytest.approx(2 / 3)
    assert score.errors.count == 6
    assert score.errors.mape == pytest.approx((0 + 0 + 0.11 + 0.1 + 0 + 0.5) / 6)
    assert (score.length_mape, score.width_mape) == (pytest.approx(0.11 / 3), pytest.approx(0.6 / 3))
    assert (score.silent_10, score.silent_20) == (2, 1)
    assert (score.cubes, score.cubes_found, score.false_cubes) == (3, 3, 1)
    assert (score.cubeless_measured, score.measured_though_flag) == (1, 1)
    assert score.coverage == pytest.approx((3 / 6, 3 / 6, 4 / 6))
    assert [one.file for one in report.worst] == ["000004.jpg", "000002.jpg", "000001.jpg"]


def test_sizes_are_grouped_by_what_is_known(tmp_path):
    write(tmp_path, scene(1), scene(2, elevation_deg=90.0, background="black"), scene(3, elevation_deg=12.5))
    report = finish(evaluate_size(lambda path: analysis(path, size(50.0, 30.0)), tmp_path))
    assert report.groups["elevation_deg: 10 to 20"].photos == 2
    assert report.groups["elevation_deg: 60 to 90"].photos == 1
    assert report.groups["background: black"].photos == 1
    assert report.groups["length_mm: 40 to 60"].photos == 3
    assert [group.label for group in report.by_group if group.trait == "elevation_deg"] == ["10 to 20", "60 to 90"]


def test_flags_tell_how_often_the_size_was_right_all_the_same(tmp_path):
    write(tmp_path, scene(1), scene(2), scene(3, expected=Expected.FLAG), scene(4))
    blurred, cut = Flag(FlagCode.BLURRED), Flag(FlagCode.CUBE_CUT)
    answers = {
        "000001.jpg": size(51.0, 30.0, MeasurementStatus.FLAGGED, flags=(blurred,)),
        "000002.jpg": size(46.0, 30.0, MeasurementStatus.FLAGGED, flags=(blurred, cut)),
        "000003.jpg": Measurement(MeasurementStatus.NOT_MEASURED, (blurred,)),
        "000004.jpg": size(50.0, 30.0),
    }
    report = finish(evaluate_size(lambda path: analysis(path, answers[path.name]), tmp_path))
    assert report.flags == {
        "blurred": FlagScore(photos=3, measurable=2, known=2, within_5=1, within_10=2),
        "cube_cut": FlagScore(photos=1, measurable=1, known=1, within_5=0, within_10=1),
        "none": FlagScore(photos=1, measurable=1, known=1, within_5=1, within_10=1),
    }


def test_each_photo_goes_through_all_methods_and_its_cost_is_kept(tmp_path):
    write(tmp_path, scene(1), scene(2))
    order = []

    def method(name, length):
        def measure(known):
            order.append((name, known.path.name))
            return analysis(known.path, size(length, 30.0))

        return measure

    reports = finish(compare_sizes({"a": method("a", 50.0), "b": method("b", 60.0)}, tmp_path))
    assert order == [("a", "000001.jpg"), ("b", "000001.jpg"), ("a", "000002.jpg"), ("b", "000002.jpg")]
    assert (reports["a"].score.errors.mape, reports["b"].score.length_mape) == (0, pytest.approx(0.2))
    cost = reports["a"].cost
    assert 0 <= cost.median_s <= cost.p90_s <= cost.most_s
    assert cost.megapixels == pytest.approx(160 * 120 / 1e6)


def test_a_request_that_makes_no_sense_ends_the_run(tmp_path):
    def measure(known):
        raise UsageError("No.", "Ask something else.")

    write(tmp_path, scene(1))
    with pytest.raises(UsageError):
        finish(compare_sizes({"a": measure}, tmp_path))


def test_reports_are_json_without_nan(tmp_path):
    write(tmp_path, scene(1, expected=Expected.FLAG))
    report = finish(evaluate_size(analysis, tmp_path))
    assert math.isnan(report.score.errors.mape)
    again = json.loads(json.dumps(report.as_dict(), allow_nan=False))
    assert again["all"]["errors"]["mape"] is None
    assert again["photos"][0]["file"] == "000001.jpg"


def test_a_photo_that_cannot_be_analysed_is_counted(tmp_path):
    def analyse(path):
        raise UnreadablePhoto(f"{path.name} is cut short.", "Copy it again.")

    write(tmp_path, scene(1), scene(2))
    report = finish(evaluate_size(analyse, tmp_path))
    assert report.score.failed == 2
    assert report.score.kept == 0.0
    assert "cut short" in report.records[0].error


def test_a_wrong_cube_is_a_false_cube_even_when_flagged(tmp_path):
    write(tmp_path, scene(1))
    elsewhere = tuple((x - 80.0, y - 40.0) for x, y in CUBE)
    flagged = size(50, 30, MeasurementStatus.FLAGGED, elsewhere)
    report = finish(evaluate_size(lambda path: analysis(path, flagged), tmp_path))
    assert (report.score.cubes_found, report.score.false_cubes) == (0, 1)


def test_a_table_of_cube_boxes_tells_which_cubes_were_found(tmp_path):
    (tmp_path / "photos").mkdir()
    table = "file,x0,y0,x1,y1,edge_mm,note\na.png,100,60,120,80,10,\nb.png,,,,,,no cube here\n"
    (tmp_path / "photos.csv").write_text(table)
    report = finish(evaluate_size(lambda path: analysis(path, size(5, 3)), tmp_path / "photos"))
    assert (report.score.cubes, report.score.cubes_found) == (1, 1)
    assert (report.score.false_cubes, report.score.cubeless_measured) == (1, 1)


@pytest.mark.parametrize(
    ("text", "length", "width"),
    [("6 x 3.5 x 3 cm - Miniature (3-6 cm)", 60, 35), ("25x48x29 mm", 48, 29), ("4,5 х 6 cm", 60, 45)],
)
def test_written_sizes_are_read(tmp_path, text, length, width):
    (tmp_path / "t.csv").write_text(f'file,species,measured_size\na.jpg,Quartz,"{text}"\n', encoding="utf-8")
    report = finish(evaluate_size(lambda path: analysis(path, size(length, width)), tmp_path))
    assert report.score.errors.count == 2
    assert report.score.errors.mape == 0


def test_a_size_class_without_numbers_is_no_size(tmp_path):
    (tmp_path / "t.csv").write_text("file,species,measured_size\na.jpg,Quartz,Thumbnail (<1 inch)\n")
    report = finish(evaluate_size(lambda path: analysis(path, size(5, 3)), tmp_path))
    assert report.score.errors.count == 0


def suggest(*names, level=Recommendation.MEDIUM):
    return Suggestions(tuple(Suggestion(name, 0.9 / (k + 1)) for k, name in enumerate(names)), level)


def test_suggestions_are_scored_against_a_table(tmp_path):
    (tmp_path / "t.csv").write_text("file,species\na.jpg,Haüyne\nb.jpg,Pyrite\nc.jpg,Pyrite\n", encoding="utf-8")
    answers = {
        "a.jpg": suggest("hauyne", level=Recommendation.STRONG),
        "b.jpg": suggest("Galena", "Quartz", "Pyrite"),
        "c.jpg": suggest(level=Recommendation.NONE),
    }
    report = finish(evaluate_classification(lambda path: analysis(path, suggestions=answers[path.name]), tmp_path))
    assert [report.accuracy(n) for n in (1, 3)] == [pytest.approx(1 / 3), pytest.approx(2 / 3)]
    assert report.by_species(3) == {"Haüyne": 1.0, "Pyrite": 0.5}
    assert report.accuracy(1, "strong") == 1.0
    assert report.rows()[2][:2] == ("mean of species", "2")
    assert json.loads(json.dumps(report.as_dict(), allow_nan=False))["top_1"] == pytest.approx(1 / 3)


def test_folders_named_after_species_are_a_data_set(tmp_path):
    for species in ("Pyrite", "Smoky_quartz"):
        (tmp_path / species).mkdir()
        (tmp_path / species / "1.jpg").touch()
    found = finish(evaluate_classification(lambda path: analysis(path, suggestions=suggest("Smoky quartz")), tmp_path))
    assert [one.species for one in found.records] == ["Pyrite", "Smoky quartz"]
    assert found.accuracy(1) == 0.5


def test_outlines_are_compared_with_the_masks_of_scenes(tmp_path):
    write(tmp_path, scene(1))
    mask = np.zeros((120, 160), np.uint8)
    mask[20:60, 10:70] = 1
    mask[60:80, 100:120] = 2
    Image.fromarray(mask).save(tmp_path / "000001_mask.png")
    half = Outline(np.float32([[10, 20], [40, 20], [40, 60], [10, 60]]), 1.0)
    report = finish(evaluate_segmentation(lambda path: analysis(path, outline=half), tmp_path))
    overlap = report.records[0].overlaps["outline"]
    assert (overlap.precision, overlap.recall) == (1.0, 0.5)
    assert report.rows()[1][0] == "outline"
    assert report.as_dict()["methods"]["outline"]["iou"] == 0.5


def label(box, text=""):
    return Region(RegionKind.LABEL, box, 0.9, text)


def test_plates_are_matched_covered_and_read(tmp_path):
    write(tmp_path, scene(1), scene(2))
    found = {
        "000001.jpg": (label(Box(10, 90, 60, 110), "FMM 31 907"),),
        "000002.jpg": (label(Box(98, 58, 122, 82), "1 CM"),),
    }
    report = finish(evaluate_text(lambda path: analysis(path, regions=found[path.name]), tmp_path))
    assert (report.boxes.recall, report.boxes.precision) == (0.5, 0.5)
    assert (report.total("covered"), report.total("cubes_covered")) == (1, 1)
    assert (report.total("numbers"), report.total("numbers_read")) == (2, 1)
    assert report.rows()[1] == ("plates found (IoU 0.5)", "50.0 %", "2")


def test_a_plate_cut_by_the_frame_is_neither_wanted_nor_wrong(tmp_path):
    cut = LabelTruth(((-30, 90), (60, 90), (60, 110), (-30, 110)), "FMM 31907", False)
    write(tmp_path, scene(1, labels=(cut,)))
    report = finish(evaluate_text(lambda path: analysis(path, regions=(label(Box(0, 90, 60, 110)),)), tmp_path))
    assert report.boxes.true_positive + report.boxes.false_positive + report.boxes.false_negative == 0


@pytest.mark.parametrize("content", ["{", "[1]", '[{"file": "a.jpg"}]', "{}x", "{}", "[]", "[NaN]", "[" * 100_000])
def test_a_broken_truth_is_refused_in_words(tmp_path, content):
    (tmp_path / "truth.json").write_text(content)
    with pytest.raises(UsageError) as caught:
        finish(evaluate_text(analysis, tmp_path))
    assert "truth.json" in caught.value.message
    assert caught.value.hint


def test_numbers_that_are_none_are_refused_wherever_they_stand(tmp_path):
    write(tmp_path, scene(1, specimen=replace(SPECIMEN, length_mm=math.nan)))
    with pytest.raises(UsageError, match="NaN"):
        finish(evaluate_size(analysis, tmp_path))


def test_a_line_of_one_point_is_refused_in_words(tmp_path):
    record = scene(1).as_dict()
    record["specimen"]["length_line_px"] = [[1, 2]]
    (tmp_path / "truth.json").write_text(json.dumps([record]), encoding="utf-8")
    with pytest.raises(UsageError, match=r"truth\.json"):
        finish(evaluate_size(analysis, tmp_path))


@pytest.mark.parametrize("table", ["file,x0,y0,x1,y1\na.jpg,a,b,c,d\n", "file,x0\na.jpg,1\n"])
def test_boxes_that_are_no_numbers_are_told_with_their_photo(tmp_path, table):
    (tmp_path / "cubes.csv").write_text(table, encoding="utf-8")
    with pytest.raises(UsageError, match=r"a\.jpg"):
        finish(evaluate_size(analysis, tmp_path))


def test_scenes_without_masks_are_not_scored_as_nothing(tmp_path):
    write(tmp_path, replace(SCENE, mask_file=""))
    with pytest.raises(UsageError, match="no masks"):
        finish(evaluate_segmentation(analysis, tmp_path))


def test_a_folder_without_any_truth_is_refused_in_words(tmp_path):
    for job in (evaluate_size, evaluate_classification, evaluate_segmentation, evaluate_text):
        with pytest.raises(UsageError):
            finish(job(analysis, tmp_path))
