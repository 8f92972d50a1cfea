"""Train the head that reads Cyrillic.

    python -m mineral_desk train cyrillic --fonts /usr/share/fonts --minutes 15 --out models

Lines are drawn with every font below ``--fonts`` that has Cyrillic letters; one family in seven is held out. What the
recognition network sees in them is kept in ``--cache`` (about a minute a thousand lines, once; an interrupted run goes
on where it was). The head itself takes minutes on one core: it learns for ``--minutes``, its rate falling to nothing.
"""

import argparse
import hashlib
import importlib.metadata
import shlex
import sys
import time
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from rapidfuzz.distance import Levenshtein

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.progress import Job, Progress, finish
from mineral_desk.training.card import to_toml
from mineral_desk.training.descent import descend
from mineral_desk.training.export import write_atomically
from mineral_desk.training.reading.examples import LineMaker, Lines, examples, last_layer
from mineral_desk.training.reading.head import Head, export_head
from mineral_desk.training.reading.line_pictures import fonts_with_cyrillic, parted
from mineral_desk.training.reading.texts import ALPHABET, Words
from mineral_desk.training.train_classifier import show
from mineral_desk.vision.second_reading import is_cyrillic
from mineral_desk.vision.text import TextReader
from mineral_desk.vision.text_decoding import decoded

MODEL_NAME = "cyrillic"
BATCH = 64
HIGHEST_RATE, WEIGHT_DECAY = 3e-3, 1e-2
WARM_UP = 0.05
LARGEST_GRADIENT = 1.0
TELL_EVERY_S = 30
LOSSES_TOLD = 50
"""So many of the last steps' losses are told as their mean."""
LICENCE = (
    "Weights: MIT, as Mineral Desk. Works on the answers of PP-OCR's recognition network (Apache-2.0, PaddlePaddle), "
    "which is not part of this file. Trained on lines drawn with freely licensed fonts, none of which is part of it."
)


@dataclass(frozen=True, slots=True)
class Score:
    """How well lines are read: the share of wrong letters, and of lines without a fault."""

    lines: int
    wrong_letters: float
    faultless_lines: float


def parser() -> argparse.ArgumentParser:
    """The options; their defaults are those of the shipped model."""
    one = argparse.ArgumentParser(prog="train cyrillic", description=__doc__.split("\n", maxsplit=1)[0])
    one.add_argument("--fonts", type=Path, nargs="+", default=[Path("/usr/share/fonts")], help="folders with fonts")
    one.add_argument("--resources", type=Path, default=Path("resources"), help="folder with names and sentences")
    one.add_argument("--thousands", type=int, default=20, help="how many thousand lines to learn from")
    one.add_argument("--held-out-thousands", type=int, default=2, help="how many thousand to measure with")
    one.add_argument("--minutes", type=float, default=15, help="how long the head learns")
    one.add_argument("--seed", type=int, default=0)
    one.add_argument("--version", default="1", help="version on the card")
    one.add_argument("--cache", type=Path, default=Path(".cache/reading"), help="folder for the lines")
    one.add_argument("--out", type=Path, default=Path("models"), help="where the model is written")
    return one


def train(options: argparse.Namespace, command: str) -> Job[dict[str, Score]]:
    """Draw, learn, measure, and write the model with its card."""
    torch.manual_seed(options.seed)
    words, reader = Words.read(options.resources), TextReader(threads=1)
    layer = last_layer(reader.recognition)
    learnt, held_out = parted(fonts_with_cyrillic(options.fonts))
    maker = LineMaker(words, learnt, reader, layer)
    lines = yield from examples(options.cache, "learnt", options.thousands, maker)
    others = yield from examples(options.cache, "held-out", options.held_out_thousands, replace(maker, fonts=held_out))
    head = yield from learn(lines, options.minutes, np.random.default_rng(options.seed))
    scores = measure(head, others)
    _write(
        options, export_head(head, layer), scores, reader, f"{len(lines.texts)} lines, {len(learnt)} families", command
    )
    return scores


def learn(lines: Lines, minutes: float, rng: np.random.Generator) -> Job[Head]:
    """The head after so many minutes of connectionist temporal classification (Graves et al. 2006)."""
    every = np.concatenate(lines.features).astype(np.float32)
    head = Head(every.mean(axis=0), every.std(axis=0) + np.float32(1e-3), len(ALPHABET))
    optimiser = torch.optim.AdamW(head.parameters(), lr=HIGHEST_RATE, weight_decay=WEIGHT_DECAY)
    loss_of = torch.nn.CTCLoss(zero_infinity=True)
    losses: deque[float] = deque(maxlen=LOSSES_TOLD)
    whole_s, started, told_next_s = 60 * minutes, time.monotonic(), 0.0
    for step, batch in enumerate(_batches(lines, rng), start=1):
        spent_s = time.monotonic() - started
        if spent_s >= whole_s:
            break
        share = spent_s / whole_s
        for group in optimiser.param_groups:
            group["lr"] = HIGHEST_RATE * min(share / WARM_UP, (1 - share) / (1 - WARM_UP))
        features, lengths, targets, target_lengths = batch
        logs = torch.log_softmax(head(features), dim=-1).transpose(0, 1)
        loss = loss_of(logs, targets, lengths, target_lengths)
        descend(loss, head, optimiser, LARGEST_GRADIENT)
        losses.append(float(loss.detach()))
        if spent_s >= told_next_s:
            told_next_s = spent_s + TELL_EVERY_S
            text = f"step {step}: loss {np.mean(losses):.3f}, {(whole_s - spent_s) / 60:.1f} minutes left"
            yield Progress(int(spent_s), int(whole_s), text)
    return head.eval()


Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]


def _batches(lines: Lines, rng: np.random.Generator) -> Iterator[Batch]:
    """Lines of about one length together, without end; their features with a little noise."""
    lengths = np.array([len(one) for one in lines.features])
    while True:
        order = np.argsort(lengths + rng.uniform(0, 8, len(lengths)))
        chunks = np.array_split(order, max(1, len(order) // BATCH))
        for number in rng.permutation(len(chunks)):
            yield _batch(lines, chunks[number], rng)


def _batch(lines: Lines, chosen: Sequence[int], rng: np.random.Generator) -> Batch:
    own = [lines.features[index] for index in chosen]
    lengths = torch.tensor([len(one) for one in own])
    features = np.zeros((len(own), int(lengths.max()), own[0].shape[1]), np.float32)
    for place, one in zip(features, own, strict=True):
        place[: len(one)] = one
    features += rng.normal(0, 0.05, features.shape).astype(np.float32)
    texts = [[ALPHABET.index(sign) + 1 for sign in lines.texts[index]] for index in chosen]
    targets = torch.tensor([number for text in texts for number in text])
    return torch.from_numpy(features), lengths, targets, torch.tensor([len(text) for text in texts])


def measure(head: Head, lines: Lines) -> dict[str, Score]:
    """How ``lines`` are read: all of them, and those with Cyrillic letters."""
    read = []
    with torch.no_grad():
        for features in lines.features:
            probabilities = torch.softmax(head(torch.from_numpy(features.astype(np.float32))[None]), dim=-1)[0].numpy()
            read.append(decoded(probabilities, ALPHABET)[0])
    pairs = list(zip(lines.texts, read, strict=True))
    return {"all": _score(pairs), "cyrillic": _score([pair for pair in pairs if is_cyrillic(pair[0])])}


def _score(pairs: Sequence[tuple[str, str]]) -> Score:
    wrong = sum(Levenshtein.distance(true, found) for true, found in pairs)
    faultless = sum(true == found for true, found in pairs)
    letters = sum(len(true) for true, _ in pairs)
    return Score(len(pairs), round(wrong / max(1, letters), 4), round(faultless / max(1, len(pairs)), 4))


def _write(  # noqa: PLR0917
    options: argparse.Namespace, data: bytes, scores: dict[str, Score], reader: TextReader, drawn: str, command: str
) -> None:
    labels = "".join(f"{sign}\n" for sign in ALPHABET).encode()
    files = {"file": f"{MODEL_NAME}.onnx", "sha256": hashlib.sha256(data).hexdigest()}
    table = files | {
        "kind": MODEL_NAME,
        "version": options.version,
        "made": datetime.now(UTC).date().isoformat(),
        "data": f"Drawn lines: {drawn}; measured on {scores['all'].lines} lines in families that were held out.",
        "licence": LICENCE,
        "command": command,
        "labels": {"file": f"{MODEL_NAME}.labels.txt", "sha256": hashlib.sha256(labels).hexdigest()},
        "training": {
            "rapidocr": importlib.metadata.version("rapidocr"),
            "recogniser": reader.models[1].name,
            "recogniser_sha256": reader.models[1].sha256,
        },
        "accuracy": {
            name: {"lines": one.lines, "wrong_letters": one.wrong_letters, "faultless_lines": one.faultless_lines}
            for name, one in scores.items()
        },
    }
    write_atomically(options.out / f"{MODEL_NAME}.onnx", data)
    write_atomically(options.out / f"{MODEL_NAME}.labels.txt", labels)
    write_atomically(options.out / f"{MODEL_NAME}.toml", to_toml(table).encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model was written, 1 with a sentence when it could not be."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    torch.set_num_threads(1)
    command = shlex.join(["python", "-m", "mineral_desk.training.reading.train", *given])
    try:
        scores = finish(train(parser().parse_args(given), command), show)
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return 1
    for name, one in scores.items():
        right = f"{one.faultless_lines:.0%} of {one.lines} lines right"
        print(f"{name}: {one.wrong_letters:.1%} of the letters wrong, {right}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
