"""How fast the work goes, and how long the rest will take."""

from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=60)
ENOUGH = 5
LONG_ENOUGH_S = 120.0


class Pace:
    """Decisions of this session."""

    def __init__(self) -> None:
        self.decided = 0
        self._moments: deque[datetime] = deque()

    def add(self, moment: datetime) -> None:
        """One more."""
        self.decided += 1
        self._moments.append(moment)
        while moment - self._moments[0] > WINDOW:
            self._moments.popleft()

    def take_back(self) -> None:
        """One was undone."""
        self.decided = max(0, self.decided - 1)

    @property
    def per_hour(self) -> int | None:
        """Decisions an hour, from the last hour's; None before there are enough to tell."""
        if len(self._moments) < ENOUGH:
            return None
        spent = (self._moments[-1] - self._moments[0]).total_seconds()
        return round((len(self._moments) - 1) * 3600 / spent) if spent >= LONG_ENOUGH_S else None

    def minutes_for(self, left: int) -> int | None:
        """How long ``left`` more will take at this pace."""
        pace = self.per_hour
        return round(left * 60 / pace) if pace else None
