"""Every command, in the order of the help."""

from mineral_desk.cli import (
    accuracy,
    analyse,
    boxes,
    catalogue,
    check_sizes,
    evaluate,
    export,
    identify,
    importing,
    keeping,
    labels,
    merging,
    models,
    numbering,
    reliability,
    relinking,
    rescale,
    search,
    similar,
    train,
    window,
)

MODULES = (
    window, analyse, evaluate, check_sizes, models, train, rescale, boxes, labels, export, importing, numbering,
    relinking, search, similar, identify, accuracy, reliability, catalogue, keeping, merging,
)  # fmt: skip
"""Each has ``add_commands``."""
