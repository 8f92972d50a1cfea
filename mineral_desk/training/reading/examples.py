"""Lines with what the recognition network sees in them, kept in files of a thousand: making more goes on where it was.

The network is the one in RapidOCR's wheel, and nothing in it is changed. Its last layer gives 18,710 characters from
120 features; of so many answers the features can be worked out again, exactly but for rounding, so that no layer inside
has to be looked at when the program runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
from onnx import numpy_helper
from scipy.linalg import qr

from mineral_desk.domain.progress import Job, Progress
from mineral_desk.training.reading.line_pictures import Fonts, line_picture
from mineral_desk.training.reading.texts import Words, draw_line
from mineral_desk.vision.second_reading import log_ratios
from mineral_desk.vision.text import TextReader

LINES_A_FILE = 1000
CHOSEN = 160
"""How many characters' probabilities are looked at."""
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class LastLayer:
    """The last layer, backwards: ``features = log_ratios @ projection + offset``, (S, D) and (D,).

    The ratios are those of the characters ``classes`` (S,).
    """

    classes: npt.NDArray[np.int64]
    projection: Numbers
    offset: Numbers

    def features(self, answers: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """What the last layer was given (T, D) for its ``answers`` (T, C)."""
        return np.asarray(log_ratios(answers, self.classes) @ self.projection + self.offset, np.float32)


def last_layer(recognition: bytes) -> LastLayer:
    """Read the last layer of the recognition network, and choose the characters that tell its features best."""
    graph = onnx.load_from_string(recognition).graph
    values = {one.name: one for one in graph.initializer}
    *_, matrix = (name for node in graph.node if node.op_type == "MatMul" for name in node.input if name in values)
    weights = np.asarray(numpy_helper.to_array(values[matrix]), np.float64)
    place = next(number for number, node in enumerate(graph.node) if matrix in node.input)
    bias = np.asarray(numpy_helper.to_array(values[graph.node[place + 1].input[1]]), np.float64)
    centred = weights - weights.mean(axis=1, keepdims=True)
    order = np.asarray(qr(centred, mode="r", pivoting=True)[1])
    others = np.random.default_rng(0).permutation(np.setdiff1d(np.arange(len(bias)), order[: len(weights)]))
    classes = np.sort(np.concatenate([order[: len(weights)], others[: CHOSEN - len(weights)]])).astype(np.int64)
    chosen = weights[:, classes] - weights[:, classes].mean(axis=1, keepdims=True)
    projection = np.linalg.pinv(chosen)
    return LastLayer(classes, projection, -(bias[classes] - bias[classes].mean()) @ projection)


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """Texts, and the features (T, D) float16 of each."""

    texts: list[str]
    features: list[npt.NDArray[np.float16]]

    def __add__(self, other: "Lines") -> "Lines":
        return Lines([*self.texts, *other.texts], [*self.features, *other.features])


@dataclass(frozen=True, slots=True, eq=False)
class LineMaker:
    """Draws lines and lets the network look at them."""

    words: Words
    fonts: Fonts
    reader: TextReader
    layer: LastLayer

    def make(self, seed: Sequence[int]) -> Job[Lines]:
        """A thousand lines, the same for the same seed, fonts and words."""
        rng = np.random.default_rng(seed)
        lines = Lines([], [])
        for done in range(LINES_A_FILE):
            text = draw_line(self.words, rng)
            seen = self.layer.features(self.reader.answers(line_picture(text, self.fonts, rng)))
            lines.texts.append(text)
            lines.features.append(seen.astype(np.float16))
            yield Progress(done + 1, LINES_A_FILE, text)
        return lines


def examples(cache: Path, name: str, files: int, maker: LineMaker) -> Job[Lines]:
    """``files`` thousand lines, out of the folder ``cache`` where they are there."""
    lines = Lines([], [])
    cache.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        path = cache / f"{name}-{number:03}.npz"
        if not path.is_file():
            made = yield from maker.make([number, *name.encode()])
            _write(path, made)
        lines += _read(path)
        yield Progress(number + 1, files, f"lines to learn from ({name})")
    return lines


def _write(path: Path, lines: Lines) -> None:
    lengths = np.array([len(one) for one in lines.features])
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, texts=np.array(lines.texts), lengths=lengths, features=np.concatenate(lines.features))
    partial.replace(path)


def _read(path: Path) -> Lines:
    with np.load(path, allow_pickle=False) as kept:
        ends = np.cumsum(kept["lengths"])
        return Lines([str(text) for text in kept["texts"]], np.split(kept["features"], ends[:-1]))
