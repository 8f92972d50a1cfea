"""The sentences in which the text tower reads a name; their vectors are averaged.

The paper compares pictures with "real mineral names" (section 4.2) and prints no sentence: the bare name is its
template. The others follow CLIP's own advice (Radford et al. 2021, section 3.1.4): say what kind of thing the name
means, so that "Gold" is no colour, and average several sentences.
"""

PAPER = ("{}",)
TEMPLATES = (
    *PAPER,
    "a photo of {}, a mineral.",
    "a photo of a {} mineral specimen.",
    "a museum photo of {} crystals on matrix.",
    "a raw piece of {}, a rock on a plain background.",
    "a close-up photo of the mineral {}.",
)

CHOICES = {"paper": PAPER, "all": TEMPLATES}
"""What ``--templates`` may choose."""


def sentences(name: str, templates: tuple[str, ...] = TEMPLATES) -> list[str]:
    """Every sentence about ``name``."""
    return [template.format(name) for template in templates]
