"""What can be done here about a doubtful size.

The catalogue's own words (``FLAG_WORDS``) speak of handles and brushes; while the window has none, its advice names
the keys that it has.
"""

from mineral_desk.domain.flag import FlagCode
from mineral_desk.ui.words import tr

TYPE_IT = "Type the size (M), or press D for none."
FRAME = "Does the frame fit the cube? Then press S."
OUTLINE = "Does the outline fit? Then press S."
BOTH = "Do frame and outline fit? Then press S."
SET_EDGE = "Set the right edge in the settings (Ctrl+,)."
ADVICE = {
    FlagCode.NO_CUBE: TYPE_IT,
    FlagCode.NO_SPECIMEN: TYPE_IT,
    FlagCode.SPECIMEN_CUT: TYPE_IT,
    FlagCode.SEVERAL_CUBES: FRAME,
    FlagCode.CUBE_CUT: FRAME,
    FlagCode.CUBE_AMBIGUOUS: FRAME,
    FlagCode.CUBE_IMPRECISE: FRAME,
    FlagCode.CUBE_EDGE_CONTRADICTED: SET_EDGE,
    FlagCode.SEVERAL_SPECIMENS: OUTLINE,
    FlagCode.OUTLINE_UNCERTAIN: OUTLINE,
    FlagCode.BACKGROUND_UNEVEN: OUTLINE,
}


def advice_for(code: FlagCode, has_size: bool) -> str:
    """One sentence; without a size there is nothing to confirm."""
    return tr(ADVICE.get(code, BOTH) if has_size else TYPE_IT)
