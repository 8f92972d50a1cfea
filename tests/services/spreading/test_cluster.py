"""Photos spread over real worker processes: each gets its answer, whatever becomes of the workers."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from distributed import LocalCluster
from PIL import Image

from mineral_desk.domain.errors import ClusterError, UsageError
from mineral_desk.services.analysing import Analysed, analyse_files
from mineral_desk.services.desk import Desk
from mineral_desk.services.spreading.cluster import Cluster, Patience, cluster
from mineral_desk.services.spreading.engine import SpreadEngine
from tests.cli.conftest import Run, run  # noqa: F401  the fixture
from tests.conftest import CHECKOUT
from tests.services.spreading.light import allow, look, look_from_afar, look_when_allowed

HASTE = Patience(scheduler_s=0.5, first_worker_s=0.5, workers_gone_s=0.5)
WIDTHS_PX = list(range(40, 50))


def wait_until(true: Callable[[], bool]) -> None:
    while not true():
        time.sleep(0.01)


def all_of(desk: Desk, files: list[Path], engine: SpreadEngine) -> list[Analysed]:
    steps = list(analyse_files(desk, files, engine=engine))
    assert [step.analysis.photo.path for step in steps] == files
    assert [step.done for step in steps] == list(range(1, len(files) + 1))
    return steps


ANALYSES = """
SELECT p.path, p.catalogue_number, a.fingerprint, a.best_species, a.flags, a.error, e.vector FROM photo p
LEFT JOIN analysis a ON a.photo_id = p.id LEFT JOIN embedding e ON e.analysis_id = a.id ORDER BY p.id, a.id
"""


def kept(catalogue: Path) -> list[tuple]:
    """Every photo of the catalogue with each of its analyses."""
    with closing(sqlite3.connect(catalogue)) as database:
        return database.execute(ANALYSES).fetchall()


def comparable(lines: Path) -> list[dict]:
    """The records, but for what may differ: times, and the folder of the masks."""
    records = [json.loads(line) for line in lines.read_text(encoding="utf-8").splitlines()]
    for record in records:
        record.pop("seconds")
        for step in record["steps"]:
            step.pop("seconds")
        if record["mask"]:
            record["mask"]["file"] = Path(record["mask"]["file"]).name
    return records


class Killer(threading.Thread):
    """Kills a worker, as the system does, once a first line is written and that worker has a photo."""

    def __init__(self, running: LocalCluster, lines: Path) -> None:
        super().__init__()
        self.running, self.lines, self.killed, self.over = running, lines, [], False

    def run(self) -> None:
        while not self.over:
            time.sleep(0.01)
            if not self.lines.exists() or not self.lines.stat().st_size:
                continue
            for nanny in self.running.workers.values():
                state = self.running.scheduler.workers.get(nanny.worker_address)
                if state is not None and state.processing and nanny.process is not None:
                    self.killed = [task.key for task in state.processing]
                    os.kill(nanny.process.pid, signal.SIGKILL)
                    return


@pytest.mark.skipif(sys.platform == "win32", reason="the signal is POSIX's")
def test_with_a_worker_killed_the_lines_are_those_of_one_computer(
    run: Run,  # noqa: F811
    local_cluster: LocalCluster,
    resources_folder: Path,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "Фото № 3"
    folder.mkdir()
    for place, name in enumerate(("FMM_31907_01", "FMM_31907_02", "FMM_31907_01", "FMM_31909_01")):
        with Image.open(resources_folder / "demo" / f"{name}.jpg") as whole:
            whole.resize((720, 480)).save(folder / f"{place} {name}.jpg", quality=95)
    (folder / "9 broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 nothing more")
    said = {}
    for name, more in (("alone", ()), ("spread", ("--scheduler", local_cluster.scheduler_address))):
        lines, catalogue = tmp_path / f"{name}.jsonl", tmp_path / f"{name}.mdc"
        killer = Killer(local_cluster, lines)
        if more:
            killer.start()
        try:
            said[name] = run(
                "analyse", folder, "--jsonl", lines, "--masks", tmp_path / name, "--catalogue", catalogue,
                "--cube-edge-mm", 12, *more,
            )  # fmt: skip
        finally:
            killer.over = True
    killer.join()
    assert killer.killed
    assert said["spread"][0] == said["alone"][0] == 1
    assert said["spread"][1].splitlines()[-1] == "5 photos, 1 failed."
    alone, spread = comparable(tmp_path / "alone.jsonl"), comparable(tmp_path / "spread.jsonl")
    assert spread == alone
    assert [record["quality"]["duplicate_of"] is not None for record in spread] == [False, True, True, False, False]
    masks = [{file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("alone", "spread")]
    assert masks[0] == masks[1]
    assert len(masks[0]) == 4
    assert kept(tmp_path / "spread.mdc") == kept(tmp_path / "alone.mdc")
    assert len(kept(tmp_path / "spread.mdc")) == 4


def test_no_photo_is_lost_where_workers_die_again_and_again(desk: Desk, pictures: list[Path], workers: Cluster) -> None:
    steps = all_of(desk, pictures, SpreadEngine(desk, workers, look))
    failed = {step.analysis.photo.path.name: step.analysis.error for step in steps if step.analysis.error}
    assert set(failed) == {"3 kills.png"}
    assert all("stopped working" in error and "--scheduler" in error for error in failed.values())
    stored = kept(desk.lane.path)
    assert len({row[0] for row in stored}) == len(stored) == 11


@pytest.fixture
def harmless(pictures: list[Path]) -> list[Path]:
    return [path for path in pictures if "kills" not in path.name]


def test_photos_are_sent_where_the_workers_do_not_see_them(desk: Desk, harmless: list[Path], workers: Cluster) -> None:
    steps = all_of(desk, harmless, SpreadEngine(desk, workers, look_from_afar))
    assert not any(step.analysis.error for step in steps)
    assert [step.analysis.photo.width_px for step in steps] == WIDTHS_PX


def test_a_cancelled_run_takes_its_photos_back(desk: Desk, harmless: list[Path], local_cluster: LocalCluster) -> None:
    with cluster(local_cluster.scheduler_address) as found:
        job = analyse_files(desk, harmless, engine=SpreadEngine(desk, found, look_when_allowed))
        assert not next(job).analysis.error
        assert local_cluster.scheduler.tasks
        job.close()
    allow(harmless[0].parent)
    wait_until(lambda: not local_cluster.scheduler.tasks)
    assert len(desk.reading.queue.waiting()) == 7  # begun ahead: they wait like any photo that was taken in
    assert len(kept(desk.lane.path)) == 8


def test_a_scheduler_without_workers_is_told() -> None:
    with (
        LocalCluster(n_workers=0, dashboard_address=":0", host="127.0.0.1", silence_logs=False) as empty,
        pytest.raises(ClusterError, match=r"No worker has joined .* dask worker tcp://127\.0\.0\.1"),
        cluster(empty.scheduler_address, HASTE),
    ):
        pass


@pytest.mark.parametrize(("end", "words"), [("workers", "All workers .* are gone"), ("scheduler", "stopped answering")])
def test_workers_or_a_scheduler_that_leave_for_good_are_told(
    desk: Desk, harmless: list[Path], end: str, words: str
) -> None:
    with LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, protocol="tcp://", host="127.0.0.1",
        dashboard_address=":0", silence_logs=False,
    ) as one, cluster(one.scheduler_address, HASTE) as found:  # fmt: skip
        job = analyse_files(desk, harmless, engine=SpreadEngine(desk, found, look_when_allowed))
        assert not next(job).analysis.error
        if end == "workers":
            one.scale(0)
            allow(harmless[0].parent)
            wait_until(lambda: not one.scheduler.workers)
        else:
            allow(harmless[0].parent)
            one.close()
        with pytest.raises(ClusterError, match=words):
            list(job)
    assert len(kept(desk.lane.path)) >= 8


@pytest.mark.parametrize("address", ["", "museum", "ftp://museum:8786", "tcp://:8786"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(UsageError, match="is not the address of a scheduler"), cluster(address):
        pass


def test_certificates_are_asked_for() -> None:
    with pytest.raises(UsageError, match="names no certificates"), cluster("tls://127.0.0.1:8786"):
        pass


def test_a_scheduler_that_does_not_answer_is_told() -> None:
    with pytest.raises(ClusterError, match="No scheduler answers at tcp://127"), cluster("tcp://127.0.0.1:1", HASTE):
        pass


ABSENT = """
import sys
from mineral_desk.cli.main import main
assert not {"dask", "distributed", "tornado"} & set(sys.modules)
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"dask", "distributed"}:
            raise ImportError(name + " is not installed here")
sys.meta_path.insert(0, Absent())
sys.exit(main(["analyse", sys.argv[1], "--scheduler", "tcp://127.0.0.1:1"]))
"""


def test_without_the_extra_it_is_told_how_to_install_it(harmless: list[Path]) -> None:
    command = [sys.executable, "-c", ABSENT, str(harmless[0])]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=CHECKOUT)
    assert done.returncode == 2, done.stderr
    assert 'pip install "mineral-desk[spread]"' in done.stderr
    assert "Traceback" not in done.stderr
