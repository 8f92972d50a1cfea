"""Colours and sizes as the looks give them: the only place where a colour or a length is written down."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme's colours as ``#RRGGBB``."""

    dark: bool
    bg: str
    surface: str
    raised: str
    photo_surround: str
    hover: str
    line: str
    control_border: str
    key_border: str
    warning_fill: str
    warning_border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_fill: str
    on_accent: str
    tint: str
    success: str
    warning: str
    danger: str

    def colours(self) -> dict[str, str]:
        """Every colour by its name."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "dark"}


LIGHT = Tokens(
    dark=False,
    bg="#EFEFEE",
    surface="#FAFAF9",
    raised="#FFFFFF",
    photo_surround="#DADADA",
    hover="#E9E9E7",
    line="#DDDDDA",
    control_border="#878783",
    key_border="#C9C9C5",
    warning_fill="#FBEFD6",
    warning_border="#D9A441",
    text="#1B1C1E",
    muted="#55585C",
    faint="#686B6F",
    accent="#245BB5",
    accent_fill="#245BB5",
    on_accent="#FFFFFF",
    tint="#E2EBF8",
    success="#0B6E50",
    warning="#8A5200",
    danger="#AE2A1F",
)

DARK = Tokens(
    dark=True,
    bg="#161719",
    surface="#1E1F21",
    raised="#2A2B2E",
    photo_surround="#2C2C2C",
    hover="#27282B",
    line="#343639",
    control_border="#74777C",
    key_border="#4A4D52",
    warning_fill="#3A2E17",
    warning_border="#8A6A2B",
    text="#E9E9E7",
    muted="#B0B3B7",
    faint="#93969B",
    accent="#8DB5F5",
    accent_fill="#3768B8",
    on_accent="#FFFFFF",
    tint="#25344C",
    success="#63C9A0",
    warning="#F0B654",
    danger="#F2938A",
)


@dataclass(frozen=True, slots=True)
class OverlayTokens:
    """What lies on the photo: the same in both themes, because the photo is."""

    outline: str = "#56B4E9"
    outline_px: float = 2.0
    cube: str = "#FF9E1B"
    cube_px: float = 1.5
    cube_hidden_px: float = 1.0
    size: str = "#FFFFFF"
    length_px: float = 2.0
    width_px: float = 1.5
    tick_px: float = 12.0
    plate: str = "#CC79A7"
    plate_px: float = 1.5
    plate_hatch: tuple[str, str] = ("#6F6F6F", "#8A8A8A")
    mask_edge_px: float = 1.5
    badge: str = "#F0B654"
    badge_letter: str = "#17181A"
    chip: str = "#17181A"
    chip_opacity: float = 0.92
    chip_height_px: float = 22.0
    casing: str = "#101010"
    casing_opacity: float = 0.55
    casing_size_opacity: float = 0.80
    casing_extra_px: float = 2.0
    map_ramp: tuple[str, ...] = ("#3B0F70", "#8C2981", "#DE4968", "#FE9F6D", "#FCFDBF")
    map_floor: float = 0.08
    map_opacity: float = 0.60
    corner_handle_px: float = 8.0
    line_handle_px: float = 11.0
    outline_handle_px: float = 7.0
    hot_handle_extra_px: float = 4.0
    handle_hit_px: float = 16.0
    """The least side of the place where a handle can be grasped."""
    handle_core: str = "#17181A"
    handle_frame: str = "#FFFFFF"


OVERLAY = OverlayTokens()


@dataclass(frozen=True, slots=True)
class Sizes:
    """Lengths in pixels at a text scale of 1."""

    menu: int = 28
    rail: int = 72
    status: int = 26
    photo_bar: int = 40
    queue: int = 208
    queue_narrow: int = 192
    queue_compact: int = 84
    decision: int = 352
    decision_narrow: int = 336
    decision_compact: int = 316
    strip: int = 158
    strip_narrow: int = 128
    strip_open: int = 212
    control: int = 28
    field: int = 30
    accept: int = 40
    row_table: int = 44
    row_suggestion: int = 32
    row_queue: int = 54
    row_filter: int = 26
    row_intake: int = 80
    intake_header: int = 52
    intake_stages: int = 60
    intake_groups: int = 248
    compare: int = 352
    record: int = 352
    record_narrow: int = 320
    record_from: int = 1200
    """The Catalogue shows the record beside its list from this width of the window on."""
    radius: int = 4
    radius_key: int = 3
    narrow_below: int = 1400
    compact_below: int = 1000
    """Intake leaves out what is only seen in comparing; it holds words, so this grows with the letters."""
    photo_least: int = 400
    """Where less would be left for the photo the queue shows pictures only and toggles have no words, as at 200 % on a
    small screen. Larger letters need no larger photo.
    """
    low_below: int = 640
    history_from: int = 820


SIZES = Sizes()
