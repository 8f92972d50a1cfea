"""What *Name unsure* goes by; the Desk's filter and the Catalogue's state say the same."""

ABOUT = (
    "A name that was left open or contested; or one still to be decided, for which the model alone proposes no single "
    "name. What this museum confirmed and what a label says do not count here: the Desk may still propose a name."
)
