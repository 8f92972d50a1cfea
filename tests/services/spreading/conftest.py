"""A real scheduler with two real worker processes on this computer."""

from collections.abc import Iterator
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster
from PIL import Image

from mineral_desk.services.spreading.cluster import Cluster, cluster


@pytest.fixture(scope="session")
def local_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """One thread each; a task is given up with the first worker that dies of it (by default, the fourth)."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINERAL_DESK_HOME", str(tmp_path_factory.mktemp("worker")))
        with dask.config.set({"distributed.scheduler.allowed-failures": 0}):
            running = LocalCluster(
                n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", host="127.0.0.1",
                local_directory=str(tmp_path_factory.mktemp("scratch")), silence_logs=False,
            )  # fmt: skip
    with running:
        yield running


@pytest.fixture
def workers(local_cluster: LocalCluster) -> Iterator[Cluster]:
    with cluster(local_cluster.scheduler_address) as found:
        yield found


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Ten small pictures, and one that kills whoever opens it (see ``light``)."""
    folder = tmp_path / "Фото № 3"
    folder.mkdir()
    names = [*(f"{number}.png" for number in range(10)), "3 kills.png"]
    for number, name in enumerate(names):
        Image.new("RGB", (40 + number, 30), (number * 20, 90, 40)).save(folder / name)
    return sorted(folder / name for name in names)
