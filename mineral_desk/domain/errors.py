"""Everything that can go wrong in the world, as one tree.

    MineralDeskError
      PhotoError               a photo cannot be used
        UnreadablePhoto          the file is missing, empty, cut short or no picture at all
        UnsupportedPhoto         a picture, but of a kind no installed decoder opens
        PhotoTooLarge            more pixels than the program is willing to open
        ProgramFault             the program itself stumbled over the photo
      CatalogueError           a catalogue cannot be used
        CatalogueTooNew          it was written by a newer version of this program
        CatalogueReadOnly        it, or its folder, cannot be written
        CatalogueDamaged         the file is no catalogue, or fails SQLite's own check
        CatalogueBusy            another program holds it
        CatalogueGone            its disk does not answer
      ModelError               a model cannot be used
        ModelMissing             its file or its card is not there
        ModelAltered             the file's sha256 is not the one in its card
        ModelUnfit               it loads, but its inputs, outputs or labels do not fit its card
        ModelHarmful             running it takes more time or memory than a model may, or ends the process that does
      DownloadFailed           a file that was asked for over the network did not come
      ClusterError             the computers that were asked to help cannot be used
      ImpossibleMarks          what a person marked in a photo gives no size
      SettingError             a setting holds a value outside its limits
      OutputError              a result cannot be written where it was asked for
      UsageError               the request itself makes no sense

These are the world's faults: shown in words beside the thing they concern, and the work goes on.
Any other exception is a fault of the program and is reported as one.
"""

from mineral_desk.domain.phrase import listed, phrase_of


class MineralDeskError(Exception):
    """What happened and to which file (``message``), and what to do about it (``hint``).

    Both are phrases, and so is the text that :class:`str` makes of them: the window says them in its language. A
    sentence with something filled in is made with :func:`~mineral_desk.domain.phrase.said`, never with an f-string.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = phrase_of(message)
        self.hint = phrase_of(hint)

    def __str__(self) -> str:
        return listed([self.message, self.hint], " ") if self.message and self.hint else self.message or self.hint


class PhotoError(MineralDeskError):
    """A photo cannot be used."""


class UnreadablePhoto(PhotoError):
    """The photo's file is missing, empty, cut short or no picture at all."""


class UnsupportedPhoto(PhotoError):
    """The file is a picture of a kind that no installed decoder opens."""


class PhotoTooLarge(PhotoError):
    """The photo has more pixels than the program is willing to open."""


class ProgramFault(PhotoError):
    """The program itself stumbled over the photo; the fault is written down."""


class CatalogueError(MineralDeskError):
    """A catalogue cannot be used."""


class CatalogueTooNew(CatalogueError):
    """The catalogue was written by a newer version of this program."""


class CatalogueReadOnly(CatalogueError):
    """The catalogue or its folder cannot be written."""


class CatalogueDamaged(CatalogueError):
    """The file is no catalogue, or it fails SQLite's own check."""


class CatalogueBusy(CatalogueError):
    """Another program holds the catalogue."""


class CatalogueGone(CatalogueError):
    """The catalogue's disk does not answer; what was confirmed before is there when it comes back."""


class ModelError(MineralDeskError):
    """A model cannot be used."""


class ModelMissing(ModelError):
    """The model's file or its card is not there."""


class ModelAltered(ModelError):
    """The model's sha256 is not the one in its card."""


class ModelUnfit(ModelError):
    """The model's inputs, outputs or labels do not fit its card."""


class ModelHarmful(ModelError):
    """Running the model takes more time or memory than a model may, or ends the process that does."""


class DownloadFailed(MineralDeskError):
    """A file that was asked for over the network did not come, or not whole."""


class ClusterError(MineralDeskError):
    """The computers that were asked to help with the analysing cannot be used."""


class ImpossibleMarks(MineralDeskError):
    """What a person marked in a photo gives no size."""


class SettingError(MineralDeskError):
    """A setting holds a value outside its limits."""


class OutputError(MineralDeskError):
    """A result cannot be written where it was asked for."""


class UsageError(MineralDeskError):
    """The request itself makes no sense."""
