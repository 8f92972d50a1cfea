"""Numbers from codes, labels, names and lists, on a real catalogue."""

from dataclasses import replace
from pathlib import Path

import cv2
import pytest

from mineral_desk.domain.decision import Decision, Verb
from mineral_desk.domain.errors import UsageError
from mineral_desk.domain.geometry import Box
from mineral_desk.domain.photo import Photo
from mineral_desk.domain.record_id import record_urn
from mineral_desk.domain.region import Region, RegionKind
from mineral_desk.services import reviewing
from mineral_desk.services.analysing import analyse_files
from mineral_desk.services.desk import Desk
from mineral_desk.services.numbering import give_numbers, propose_number, unmatched
from mineral_desk.services.settings import Settings, WindowSettings
from mineral_desk.services.taking_in import register
from tests.catalogue.conftest import make_analysis, make_photo
from tests.codes import with_code


def add(desk: Desk, name: str, code: str = "", label: str = "", folder: str = "card") -> int:
    photo: Photo = replace(make_photo(f"{folder}/{name}"), path=Path(folder) / name)
    photo_id = register(desk, photo).photo_id
    regions = [(RegionKind.CODE, code), (RegionKind.LABEL, label)]
    found = tuple(Region(kind, Box(0, 0, 9, 9), 1.0, text) for kind, text in regions if text)
    analysis = replace(make_analysis(photo), regions=found)
    desk.write(lambda one: one.analyses.add(photo_id, analysis, "f"))
    propose_number(desk, photo_id, analysis)
    return photo_id


def number(desk: Desk, photo_id: int) -> tuple[str, str]:
    return desk.reading.photos.get(photo_id).catalogue_number, desk.reading.photos.number_source(photo_id)


def test_a_code_in_the_frame_numbers_the_photo(desk: Desk, tmp_path: Path, resources_folder: Path) -> None:
    picture = cv2.imread(str(resources_folder / "demo" / "FMM_31907_01.jpg"))
    path = tmp_path / "IMG_0001.png"
    cv2.imwrite(str(path), with_code(picture, "FMM 31907", scale=5))
    (done,) = list(analyse_files(desk, [path]))
    assert done.photo_id is not None
    assert number(desk, done.photo_id) == ("FMM 31907", "QR")
    assert [one.text for one in done.analysis.regions_of(RegionKind.CODE)] == ["FMM 31907"]
    assert list(unmatched(desk)) == []


def test_the_id_of_a_record_in_a_code_gives_its_number(desk: Desk) -> None:
    known = add(desk, "FMM_300_01.jpg")
    desk.write(lambda one: one.decisions.add(Decision(known, Verb.ACCEPT, "Anna", "Quartz")))
    guid = next(desk.reading.exports.specimens(whole=False)).guid
    assert number(desk, add(desk, "IMG_3.jpg", record_urn(guid))) == ("FMM 300", "QR")
    assert number(desk, add(desk, "IMG_4.jpg", record_urn("0" * 32))) == ("", "")


def test_precedence_and_contradictions(desk: Desk) -> None:
    assert number(desk, add(desk, "FMM_300_01.jpg", "FMM 300")) == ("FMM 300", "QR")
    assert number(desk, add(desk, "IMG_1.jpg", label="Quartz\nFMM 200")) == ("FMM 200", "label")
    against = add(desk, "FMM_400_01.jpg", "FMM 401", "FMM 402")
    nothing = add(desk, "IMG_2.jpg")
    assert number(desk, against) == ("FMM 401", "QR")
    first, second = unmatched(desk)
    assert (first.photo_id, [str(one.number) for one in first.told]) == (against, ["FMM 401", "FMM 402", "FMM 400"])
    assert (second.photo_id, second.number, second.told) == (nothing, "", ())
    reviewing.set_number(desk, against, "FMM 402")
    assert [one.photo_id for one in unmatched(desk)] == [nothing]


def test_the_machine_leaves_alone_what_a_person_touched(desk: Desk) -> None:
    photo_id = add(desk, "IMG_1.jpg")
    reviewing.set_number(desk, photo_id, "FMM 7")
    reviewing.undo(desk)
    code = Region(RegionKind.CODE, Box(0, 0, 1, 1), 1.0, "FMM 8")
    coded = replace(make_analysis(desk.reading.photos.facts(photo_id)), regions=(code,))
    assert not propose_number(desk, photo_id, coded)
    assert number(desk, photo_id) == ("", "")
    assert desk.reading.check() == []


def test_a_surer_source_is_not_replaced_by_another(desk: Desk) -> None:
    photo_id = add(desk, "FMM_300_01.jpg", "FMM 301")
    bare = make_analysis(desk.reading.photos.facts(photo_id))
    assert not propose_number(desk, photo_id, bare)
    assert number(desk, photo_id) == ("FMM 301", "QR")


def test_a_cyrillic_number_is_that_of_the_record_in_latin_letters(desk: Desk) -> None:
    label = "ФММ 31917\nЧАРОИТ"
    assert number(desk, add(desk, "IMG_1.jpg", label=label.replace("31917", "31918"))) == ("ФММ 31918", "label")
    add(desk, "FMM_31917_01.jpg")
    assert number(desk, add(desk, "IMG_2.jpg", label=label)) == ("FMM 31917", "label")
    known = add(desk, "IMG_3.jpg", label="ФММ 500")
    desk.write(lambda one: one.decisions.add(Decision(known, Verb.ACCEPT, "Anna", "Quartz", "ФММ 500")))
    add(desk, "FMM_500_01.jpg")
    assert number(desk, add(desk, "IMG_4.jpg", label="ФММ 500")) == ("ФММ 500", "label")  # the museum's own writing
    assert desk.reading.check() == []


def test_the_museums_own_pattern(desk: Desk) -> None:
    desk.settings = Settings(window=WindowSettings(file_name_pattern="{any}_{prefix}_{number}"))
    assert number(desk, add(desk, "2026_KAM_00712.jpg")) == ("KAM 00712", "file name")


def numbers_list(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "numbers.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_numbers_photos_as_one_act(desk: Desk, tmp_path: Path) -> None:
    first, second = add(desk, "IMG_1.jpg"), add(desk, "FMM_5_01.jpg", "FMM 500")
    twin = add(desk, "IMG_1.jpg", folder="b")
    typed = add(desk, "IMG_9.jpg")
    reviewing.set_number(desk, typed, "FMM 9")
    path = numbers_list(
        tmp_path,
        "File name;Catalogue number\nCARD\\img_1.JPG;FMM 100\nFMM_5_01.jpg;FMM 501\nIMG_1.jpg;FMM 7\n"
        "../../etc/passwd;1\n..;2\nIMG_9.jpg;FMM 10\nIMG_7.jpg;\n",
    )
    report = give_numbers(desk, path)
    assert (number(desk, first), number(desk, second)) == (("FMM 100", "list"), ("FMM 501", "list"))
    assert (number(desk, twin), number(desk, typed)) == (("", ""), ("FMM 9", "typed"))
    assert report.numbered == 2
    told = "\n".join(report.faults)
    for words in ("2 photos are called so", "no photo is called so", "missing", "FMM 9 (typed), the list says FMM 10"):
        assert words in told
    assert len(report.faults) == 5
    reviewing.undo(desk)
    assert (number(desk, first), number(desk, second)) == (("", ""), ("FMM 500", "QR"))
    assert desk.reading.check() == []


def test_a_list_that_is_none(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="column “photo”"):
        give_numbers(desk, numbers_list(tmp_path, "a,b\n1,2\n"))
    assert give_numbers(desk, numbers_list(tmp_path, "photo,number\n")).numbered == 0
