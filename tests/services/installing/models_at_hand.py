"""Small models as they come from outside, and a web server that serves them, well or badly."""

import http.server
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.vision.small_model import SmallModel


def packed(path: Path, files: Mapping[str, bytes]) -> Path:
    """A ZIP file with those entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def model_files(folder: Path, name: str = "small", seed: int = 0) -> dict[str, bytes]:
    """The files of a small model by name."""
    SmallModel(seed=seed).write(folder, name)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def packed_model(tmp_path: Path, name: str = "small", seed: int = 0) -> Path:
    """A small model as a ZIP file."""
    return packed(tmp_path / f"{name}-{seed}.zip", model_files(tmp_path / f"files-{name}-{seed}", name, seed))


@dataclass
class Serving:
    """What the server gives. ``cut_after``: so many bytes of each answer, then the connection breaks."""

    data: bytes = b""
    mark: str = '"one"'
    cut_after: list[int] = field(default_factory=list)
    knows_ranges: bool = True
    status: int = 200
    redirect_to: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    address: str = ""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        serving: Serving = self.server.serving  # type: ignore[attr-defined]
        serving.asked.append(dict(self.headers.items()))
        self.close_connection = True
        if serving.redirect_to:
            self._answer(302, b"", {"Location": serving.redirect_to})
        elif serving.status != 200:
            self._answer(serving.status, b"no")
        else:
            self._give(serving)

    def _give(self, serving: Serving) -> None:
        data, start = serving.data, 0
        told = self.headers.get("Range", "")
        if told and serving.knows_ranges and self.headers.get("If-Range", serving.mark) == serving.mark:
            start = int(told.removeprefix("bytes=").removesuffix("-"))
            if start >= len(data):
                self._answer(416, b"", {"Content-Range": f"bytes */{len(data)}"})
                return
        more = {"ETag": serving.mark} if serving.mark else {}
        if start:
            more["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        cut = serving.cut_after.pop(0) if serving.cut_after else None
        self._answer(206 if start else 200, data[start:], more, cut)

    def _answer(self, status: int, body: bytes, more: Mapping[str, str] = {}, cut: int | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body if cut is None else body[:cut])

    def log_message(self, format: str, *args: object) -> None:
        """Silent."""


@contextmanager
def serving(data: bytes) -> Iterator[Serving]:
    """A server on this computer; its file is at ``address``."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        what = Serving(data)
        server.serving = what  # type: ignore[attr-defined]
        what.address = f"http://127.0.0.1:{server.server_port}/models/small.zip"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield what
        finally:
            server.shutdown()
            thread.join()
