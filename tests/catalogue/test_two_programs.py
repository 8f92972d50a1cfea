"""Two programs on one catalogue: both work, their writes take turns, and neither loses anything of the other's."""

import subprocess
import sys
from pathlib import Path

from mineral_desk.catalogue.copying import back_up_file
from mineral_desk.catalogue.opening import create_catalogue, open_catalogue
from mineral_desk.domain.decision import Decision, Verb
from tests.catalogue.conftest import make_analysis, make_photo

CHECKOUT = Path(__file__).resolve().parents[2]
EACH = 120

PROGRAM = """
import sys
from pathlib import Path
from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.catalogue import QueueFilter
from mineral_desk.domain.decision import Decision, Verb
from tests.catalogue.conftest import make_photo
path, who, each = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
with open_catalogue(path) as catalogue, catalogue.reader() as reader:
    print("open", flush=True)
    sys.stdin.readline()
    for number in range(each):
        match number % 4:
            case 0:
                catalogue.photos.add(make_photo(f"{who} {number}.jpg"), who=who)
            case 1:
                many = [Decision(1, Verb.ACCEPT, who, f"{who} {number} {n}", f"N {n}") for n in range(5)]
                catalogue.decisions.add_all(many, "Many")
            case _:
                catalogue.decisions.add(Decision(2, Verb.CORRECT, who, f"{who} {number}", "N 1"))
        assert reader.queue.counts()[QueueFilter.ALL] >= 2
print("done", flush=True)
"""

DECIDE = """
import sys
from pathlib import Path
from mineral_desk.catalogue.opening import open_catalogue
from mineral_desk.domain.decision import Decision, Verb
with open_catalogue(Path(sys.argv[1])) as catalogue:
    catalogue.decisions.add(Decision(1, Verb.ACCEPT, "Boris", "Azurite"))
"""


def start(path: Path, who: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(path), who, str(EACH)],
        cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_two_programs_write_at_once_and_a_third_backs_up(tmp_path: Path) -> None:
    path = tmp_path / "каталог.mdc"
    with create_catalogue(path) as catalogue:
        for name in ("a.jpg", "b.jpg"):
            photo_id, _, _ = catalogue.photos.add(make_photo(name), who="Anna")
            catalogue.analyses.add(photo_id, make_analysis(make_photo(name)), "f")
    programs = {who: start(path, who) for who in ("Anna", "Boris")}
    for program in programs.values():
        assert program.stdout is not None
        assert program.stdout.readline() == "open\n"
    for program in programs.values():
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    back_up_file(path, tmp_path / "copy.mdc")
    for program in programs.values():
        out, err = program.communicate()
        assert (program.returncode, out, err) == (0, "done\n", "")
    with open_catalogue(path) as catalogue:
        assert catalogue.check() == []
        for who in programs:
            ask = catalogue.database.execute
            decided = {row[0] for row in ask("SELECT species FROM decision WHERE who = ?", (who,))}
            photos = ask("SELECT count(*) FROM photo WHERE taken_in_by = ? AND path LIKE ?", (who, f"%{who} %"))
            assert len(decided) == EACH // 4 * (5 + 2)
            assert photos.fetchone() == (EACH // 4,)
    with open_catalogue(tmp_path / "copy.mdc") as copy:
        assert copy.check() == []


def test_what_one_program_decides_the_other_sees_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.mdc"
    with create_catalogue(path) as mine:
        mine.photos.add(make_photo(), who="Anna")
        subprocess.run([sys.executable, "-c", DECIDE, str(path)], cwd=CHECKOUT, check=True)
        decision = mine.stored(1).decision
        assert decision is not None
        assert (decision.who, decision.species) == ("Boris", "Azurite")
        mine.decisions.add(Decision(1, Verb.CORRECT, "Anna", "Malachite"))
        assert [one.who for one, _ in mine.decisions.all(1)] == ["Boris", "Anna"]
