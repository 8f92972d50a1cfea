"""Fetching a file from an address that the user gave: the only thing here that uses the network.

What has come stays in a ``.part`` file, so that a broken or cancelled download goes on where it stopped. Proxies are
those of the environment, as :mod:`urllib.request` reads them.
"""

import hashlib
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mineral_desk import __version__
from mineral_desk.domain.errors import DownloadFailed, ModelAltered, OutputError, UsageError
from mineral_desk.domain.phrase import reason_of, said
from mineral_desk.domain.progress import Job, Progress
from mineral_desk.services.writing import write_text

MAX_BYTES = 6 << 30
CHUNK_BYTES = 1 << 18
TIMEOUT_S = 30.0
FRUITLESS_TRIES = 2
"""A connection that breaks is made anew at once, as long as each brings something."""
DOWNLOADING = said("Downloading")
_THIS_COMPUTER = ("localhost", "127.0.0.1", "::1")
_AGAIN = "Try again: it goes on where it stopped."


def is_address(text: str) -> bool:
    """Whether ``text`` is meant as an address rather than as a file."""
    return "://" in text


def refuse_address(url: str) -> None:
    """Raise :class:`UsageError` for an address over which others could slip in another file."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or parts.hostname not in _THIS_COMPUTER:
        raise UsageError(
            said("{url} is no address that begins with https://.", url=url), "Give one, or a file or folder."
        )


@dataclass(frozen=True, slots=True)
class PartFile:
    """What has come of a file, and how the server names that version of it."""

    path: Path

    @classmethod
    def of(cls, url: str, folder: Path) -> "PartFile":
        """The part file of an address; the address itself is written nowhere."""
        return cls(folder / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.part")

    @property
    def byte_size(self) -> int:
        """How much has come."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def validator(self) -> str:
        """The server's mark of the version that the part is of; empty where it gave none."""
        with suppress(OSError, ValueError, AttributeError):
            return str(json.loads(self._notes.read_text("utf-8")).get("validator", ""))
        return ""

    def begin(self, validator: str) -> None:
        """Begin anew."""
        write_text(self._notes, json.dumps({"validator": validator}))
        self.path.write_bytes(b"")

    def forget(self) -> None:
        """Nothing of it is needed any more."""
        for path in (self.path, self._notes):
            path.unlink(missing_ok=True)

    @property
    def _notes(self) -> Path:
        return self.path.with_suffix(".json")


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """A redirection may not lead to an address that would have been refused."""

    def redirect_request(self, *about: Any) -> Any:
        """As :mod:`urllib.request` calls it; the address comes last."""
        refuse_address(about[-1])
        return super().redirect_request(*about)


def download(url: str, folder: Path, sha256: str = "") -> Job[PartFile]:
    """Fetch ``url`` into ``folder`` and compare its sha256 where one is given; progress is in bytes.

    Raises :class:`UsageError`, :class:`DownloadFailed` (what has come stays), :class:`ModelAltered` (nothing stays),
    :class:`OutputError`.
    """
    refuse_address(url)
    part, fruitless = PartFile.of(url, folder), 0
    while True:
        before = part.byte_size
        try:
            yield from _fetch(url, part)
            break
        except OSError as fault:  # URLError and timeouts are OSErrors, so is a full disk
            if isinstance(fault, urllib.error.HTTPError) or _is_of_the_disk(fault):
                raise _failed(url, part, fault) from fault
            fruitless = 0 if part.byte_size > before else fruitless + 1
            if fruitless >= FRUITLESS_TRIES:
                raise _failed(url, part, fault) from fault
    if sha256:
        yield from _compare(part, sha256, url)
    return part


def _fetch(url: str, part: PartFile) -> Generator[Progress, None, None]:
    """One connection; raises OSError where it breaks."""
    opener = urllib.request.build_opener(_SafeRedirects())
    have = part.byte_size
    try:
        answer = opener.open(_request(url, have, part.validator), timeout=TIMEOUT_S)
    except urllib.error.HTTPError as fault:
        if fault.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE or not have:
            raise
        if fault.headers.get("Content-Range") == f"bytes */{have}":
            return  # all of it had come
        part.forget()
        answer, have = opener.open(_request(url, 0, ""), timeout=TIMEOUT_S), 0
    with answer:
        total = _total(answer, have)
        if total is None:  # not the rest of what is here, but the whole file
            part.path.parent.mkdir(parents=True, exist_ok=True)
            part.begin(answer.headers.get("ETag") or answer.headers.get("Last-Modified") or "")
            have, total = 0, int(answer.headers.get("Content-Length") or 0)
        yield from _receive(answer, part, have, total)


def _request(url: str, have: int, validator: str) -> urllib.request.Request:
    headers = {"User-Agent": f"Mineral Desk {__version__}", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
        if validator and not validator.startswith("W/"):  # a weak mark may not be used with ranges
            headers["If-Range"] = validator
    return urllib.request.Request(url, headers=headers)  # noqa: S310  the scheme was checked


def _total(answer: Any, have: int) -> int | None:
    """The size of the whole file where the answer goes on at ``have``; None where it is not the rest."""
    told = answer.headers.get("Content-Range", "")
    if not have or answer.status != http.client.PARTIAL_CONTENT or not told.startswith(f"bytes {have}-"):
        return None
    size = told.rpartition("/")[2]
    return int(size) if size.isdigit() else 0


def _receive(answer: Any, part: PartFile, have: int, total: int) -> Generator[Progress, None, None]:
    _refuse_size(max(have, total))
    with part.path.open("ab") as file:
        yield Progress(have, total, DOWNLOADING)
        while have < total or not total:
            try:
                chunk = answer.read(CHUNK_BYTES)
            except http.client.HTTPException as fault:
                raise ConnectionError(said("the connection broke")) from fault
            if not chunk:
                break
            file.write(chunk)
            have += len(chunk)
            _refuse_size(have)
            yield Progress(have, total, DOWNLOADING)
    if have < total:
        raise ConnectionError(said("the connection broke"))


def _refuse_size(byte_size: int) -> None:
    if byte_size > MAX_BYTES:
        raise DownloadFailed(
            said("The file is larger than {gigabytes} GB.", gigabytes=MAX_BYTES >> 30),
            "Check the address: it is no model.",
        )


def _compare(part: PartFile, sha256: str, url: str) -> Generator[Progress, None, None]:
    digest, done, total = hashlib.sha256(), 0, part.byte_size
    with part.path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES * 16):
            digest.update(chunk)
            done += len(chunk)
            yield Progress(done, total, said("Checking"))
    if digest.hexdigest() != sha256.lower():
        part.forget()
        raise ModelAltered(
            said("The file from {url} has another sha256 than the one given.", url=without_secrets(url)),
            "Compare the sha256 with the one where the address is published; nothing was installed.",
        )


def _is_of_the_disk(fault: OSError) -> bool:
    return not isinstance(fault, ConnectionError | TimeoutError | urllib.error.URLError)


def _failed(url: str, part: PartFile, fault: OSError) -> DownloadFailed | OutputError:
    where = without_secrets(url)
    if isinstance(fault, urllib.error.HTTPError):
        hint = "Check the address." if fault.code < http.client.INTERNAL_SERVER_ERROR else "Try again later."
        return DownloadFailed(
            said("The server of {where} answers {code} {reason}.", where=where, code=fault.code, reason=fault.reason),
            hint,
        )
    inner = getattr(fault, "reason", fault)
    reason = reason_of(inner) if isinstance(inner, OSError) else inner
    if _is_of_the_disk(fault):
        return OutputError(
            said("{folder} cannot be written: {reason}.", folder=part.path.parent, reason=reason),
            "Make room, then try again.",
        )
    return DownloadFailed(
        said(
            "{where} could not be downloaded: {reason}; {n} bytes have come.",
            where=where,
            reason=reason,
            n=part.byte_size,
        ),
        _AGAIN,
    )


def without_secrets(url: str) -> str:
    """The address without what may be a name, a password or a key in it."""
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
