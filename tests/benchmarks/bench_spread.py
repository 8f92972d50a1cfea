"""What spreading costs a photo: here, by one worker that sees the folder, by one that is sent every photo.

    python -m tests.benchmarks.bench_spread [--data resources/demo] [--limit 60] [--explain none]

One worker process with one thread on this computer, so nothing can be won: the differences are the price of handing
over. The first photo, which waits for models to be loaded, is left out. Seconds a photo by the clock, and of processor
time of all processes together.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from distributed import LocalCluster

from mineral_desk.domain.analysis import AnalysisSettings
from mineral_desk.services.analysing import Engine, analyse_files
from mineral_desk.services.desk import Desk
from mineral_desk.services.files import photo_files
from mineral_desk.services.paths import find_folders
from mineral_desk.services.settings import Settings
from mineral_desk.services.spreading.cluster import Cluster, cluster
from mineral_desk.services.spreading.engine import SpreadEngine

CHECKOUT = Path(__file__).resolve().parents[2]


class Blind(Cluster):
    """Workers that see no file of this computer."""

    def sees(self, _: object) -> bool:
        """Never."""
        return False


def main() -> None:
    """Measure the three ways in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=CHECKOUT / "resources" / "demo")
    parser.add_argument("--limit", type=int, default=60)
    parser.add_argument("--explain", default="gradcam++")
    arguments = parser.parse_args()
    files = photo_files([arguments.data])[: arguments.limit]
    desk = Desk(find_folders(), Settings(analysis=AnalysisSettings(explain=arguments.explain)))
    megabytes = sum(file.stat().st_size for file in files) / len(files) / 1e6
    print(f"{len(files)} photos of {megabytes:.1f} MB each; seconds a photo")
    print(f"{'':28}{'clock':>9}{'processor':>11}")
    show("here", measured(desk, files, None, time.process_time))
    with one_worker() as found:
        show("a worker that sees them", measured(desk, files, SpreadEngine(desk, found), lambda: spent(found)))
        blind = Blind(found.address, found.patience, found._client)
        show("a worker that is sent them", measured(desk, files, SpreadEngine(desk, blind), lambda: spent(found)))


@contextmanager
def one_worker() -> Iterator[Cluster]:
    """A cluster with one process and one thread."""
    with (
        tempfile.TemporaryDirectory() as scratch,
        LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=":0", local_directory=scratch) as running,
        cluster(running.scheduler_address) as found,
    ):
        yield found


def measured(
    desk: Desk, files: list[Path], engine: Engine | None, processor: Callable[[], float]
) -> tuple[float, float]:
    """Seconds a photo by the clock and of the processor."""
    job = analyse_files(desk, files, engine=engine)
    next(job)
    clock, cpu = time.perf_counter(), processor()
    count = sum(1 for _ in job)
    return (time.perf_counter() - clock) / count, (processor() - cpu) / count


def spent(found: Cluster) -> float:
    """Processor seconds of this process (the scheduler is a part of it) and of the worker."""
    return time.process_time() + sum(found._client.run(time.process_time).values())


def show(what: str, seconds: tuple[float, float]) -> None:
    """One line."""
    print(f"{what:28}{seconds[0]:9.3f}{seconds[1]:11.3f}", flush=True)


if __name__ == "__main__":
    main()
