"""Train an image network on photos with names: folders, tables, a catalogue's own decisions.

    python -m mineral_desk.training.fewshot.train --photos FOLDER|TABLE --catalogue FILE \
        --network resnet50 --pretrained FILE|TAG --out FOLDER --name NAME

The run goes on from its last checkpoint when it was interrupted; the same options must then be given again. What it
writes is used with ``mineral-desk analyse --model FOLDER/NAME``, and in the window after ``mineral-desk models install
FOLDER/NAME.toml``. A GPU is used where torch sees one.
"""

import shlex
import sys
import time
from collections.abc import Callable, Sequence

import cv2
import torch

from mineral_desk.domain.errors import MineralDeskError
from mineral_desk.domain.progress import Progress, finish
from mineral_desk.training.fewshot.options import check, parser
from mineral_desk.training.fewshot.run import Finished, train
from mineral_desk.training.measuring import Accuracy

SHOWN_LEFT_OUT = 10
SHOW_EVERY_S = 10.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when the model was written, 1 with a sentence when it could not be."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser().parse_args(given)
    if options.threads:
        torch.set_num_threads(options.threads)
    cv2.setNumThreads(1)
    try:
        check(options)
        done = finish(train(options, shlex.join(["mineral-desk", "train", "few-shot", *given])), _shown())
    except MineralDeskError as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. The same command goes on where it was.", file=sys.stderr)
        return 1
    print("\n".join(in_words(done)))
    return 0


def _shown() -> Callable[[Progress], None]:
    """Prints what is worth it, and something now and then."""
    last_s = time.monotonic()

    def show(progress: Progress) -> None:
        nonlocal last_s
        if is_worth_showing(progress) or time.monotonic() - last_s > SHOW_EVERY_S:
            print(f"{progress.done}/{progress.total} {progress.text}", flush=True)
            last_s = time.monotonic()

    return show


def is_worth_showing(progress: Progress) -> bool:
    """The end of each epoch, and what is said once."""
    return progress.total == 0 or (": loss" in progress.text and ", step" not in progress.text)


def in_words(found: Finished) -> list[str]:
    """The result, line by line."""
    lines = [f"Left out: {one.what}: {one.reason}" for one in found.left_out[:SHOWN_LEFT_OUT]]
    if len(found.left_out) > SHOWN_LEFT_OUT:
        lines.append(f"Left out: {len(found.left_out) - SHOWN_LEFT_OUT} more, see left_out.csv.")
    if found.unknown:
        lines.append(f"Not in the IMA list: {', '.join(found.unknown)}.")
    lines.append("fold  photos  top-1  top-3  top-5  top-10  names' mean, %")
    lines += [_row(f"{fold}", accuracy) for fold, accuracy in found.scores.items()]
    lines += [_row(f"{fold} frozen", accuracy) for fold, accuracy in found.frozen.items()]
    lines.append(f"Wrote {found.card}. Use it with: mineral-desk analyse --model {found.card.with_suffix('')}")
    return lines


def _row(name: str, accuracy: Accuracy) -> str:
    shares = (accuracy.top_1, accuracy.top_3, accuracy.top_5, accuracy.top_10, accuracy.per_class)
    return f"{name}  {accuracy.photos}  " + "  ".join(f"{100 * share:.1f}" for share in shares)


if __name__ == "__main__":
    sys.exit(main())
