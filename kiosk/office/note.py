"""What is remembered between two evenings: a small file of JSON, replaced whole.

Without it only a question more is asked; so one that cannot be used is an empty one.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from kiosk import files

_MAX_BYTES: Final = 64 << 10


def _in_utc(written: object) -> object:
    return datetime.fromisoformat(written).astimezone(UTC) if isinstance(written, str) else written


class Note(BaseModel):
    """What every note has."""

    model_config = ConfigDict(frozen=True)

    format: Literal[1] = 1
    last: Annotated[datetime, BeforeValidator(_in_utc), Field(strict=True)] | None = None
    """The last evening whose date was believed."""

    @classmethod
    def read(cls, file: Path) -> Self:
        """The note in `file`; an empty one if there is none, or it cannot be used."""
        try:
            return cls.model_validate(json.loads(files.read(file, _MAX_BYTES)))
        except (OSError, ValueError, OverflowError, RecursionError):
            return cls()

    def write(self, file: Path) -> None:
        """Keep this from now on. Raises MachineError."""
        content = json.dumps(self.model_dump(mode="json", exclude_none=True), indent=1)
        files.replace(file, f"{content}\n".encode("ascii"))

    def with_evening(self, now: datetime) -> Self:
        """A note in which the last evening was at this moment, whose date is believed."""
        return self.model_copy(update={"last": now})
