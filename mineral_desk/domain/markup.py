"""Names of minerals out of lists that write them in HTML, as the IMA's does: ``Fe<sup>2+</sup>``, ``2<i>N</i>1S``."""

import re

_RAISED = str.maketrans("0123456789+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺")
_LOWERED = str.maketrans("0123456789+", "₀₁₂₃₄₅₆₇₈₉₊")
_SHIFTED = re.compile(r"<(sup|sub)>([0-9+]*)</\1>")
_TAG = re.compile(r"</?(?:sup|sub|i)>")


def without_markup(text: str) -> str:
    """``text`` in characters alone: ``Ixiolite-(Fe²⁺)``, ``Ferrierite-NH₄``; slanted letters stand upright.

    Catalogues and models made before lists were read so have such names with markup: it is taken away where they are
    read, and never counts where names are compared.
    """
    if "<" not in text:
        return text
    shifted = _SHIFTED.sub(lambda found: found[2].translate(_RAISED if found[1] == "sup" else _LOWERED), text)
    return _TAG.sub("", shifted)
