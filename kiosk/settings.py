"""`settings.yaml` in the home: the one place for settings. The command line wins.

Replaced whole by the program, with a last-good copy beside it: a kiosk that nobody attends must
start also when the file is damaged. Every value is a plain scalar, read as it was typed.
"""

import codecs
import logging
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Final, Literal, TypeAlias, get_args

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from kiosk import files, timetable
from kiosk.errors import InputError, KioskError, SettingsError

log = logging.getLogger(__name__)

_MAX_BYTES = 64 << 10


def _readable(read: Callable[[str], object]) -> Callable[[str], str]:
    """Let words stay as they were typed, if `read` understands them."""

    def check(words: str) -> str:
        try:
            read(words)
        except InputError as error:
            raise ValueError from error
        return words

    return check


_NUMBER = re.compile(r"\d+,\d+")
_YES, _NO = frozenset({"ja", "waar", "aan"}), frozenset({"nee", "onwaar", "uit"})


def _plain(value: object) -> object:
    """A number as Dutch people write it (`0,4`), as Python reads it."""
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return value.strip().replace(",", ".")
    return value


def _yes_or_no(value: object) -> object:
    """`ja` and `nee` as well as what YAML knows."""
    word = value.strip().casefold() if isinstance(value, str) else value
    return True if word in _YES else False if word in _NO else value


Number = Annotated[float, BeforeValidator(_plain)]
"""With a point or a comma."""
YesOrNo = Annotated[bool, BeforeValidator(_yes_or_no)]
"""In English or Dutch."""


KeypadKey: TypeAlias = Literal[
    "left", "right", "up", "down", "press", "back", "help", "louder", "quieter"
]
"""What a key of a keypad is for."""

_NAMED_KEYS: Final = {
    "left": 276,
    "right": 275,
    "up": 273,
    "down": 274,
    "enter": 13,
    "space": 32,
    "tab": 9,
    "escape": 27,
    "backspace": 8,
    "home": 278,
    "end": 279,
    "pageup": 280,
    "pagedown": 281,
    "keypad-enter": 271,
    "keypad-plus": 270,
    "keypad-minus": 269,
    **{f"f{number}": 281 + number for number in range(1, 16)},
    **{f"keypad-{digit}": 256 + digit for digit in range(10)},
}
"""Names of keys, and the numbers that Kivy has for them."""
_USUAL_KEYPAD: Final = (
    "left=left, right=right, up=up, down=down, press=enter, press=keypad-enter, press=space, "
    "back=escape, help=f1, louder=keypad-plus, quieter=keypad-minus"
)


def keypad_keys(words: str) -> dict[int, KeypadKey]:
    """Numbers of keys, and what each is for, of `press=enter, back=f14`; the usual ones of none.

    A key is named as in `_NAMED_KEYS`, by one letter or digit, or by Kivy's number for it after a
    `#`. Raises InputError.
    """
    purposes: tuple[KeypadKey, ...] = get_args(KeypadKey)
    found: dict[int, KeypadKey] = {}
    for part in filter(None, (part.strip() for part in (words or _USUAL_KEYPAD).split(","))):
        purpose, _, name = (side.strip().casefold() for side in part.partition("="))
        wanted = [one for one in purposes if one == purpose]
        number = _NAMED_KEYS.get(name) or (ord(name) if len(name) == 1 and name.isalnum() else None)
        if re.fullmatch(r"#[0-9]{1,9}", name):
            number = int(name[1:])
        if not wanted or number is None:
            raise InputError(f"'{part}' is no key of a keypad", "write such as press=enter")
        found[number] = wanted[0]
    return found


class Settings(BaseModel):
    """Everything that may be set, with what holds when it is not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")] | None = None
    """Id of the place where this kiosk stands; None if it does not know."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    """Language every visit begins in; None: the exhibit's own."""
    volume: Annotated[Number, Field(ge=0, le=1)] = 0.4
    """How loud films are at first. Quiet: it is a library."""
    idle_seconds: Annotated[Number, Field(ge=10, le=3600)] = 60
    """Without a touch for this long, the kiosk asks: are you still there?"""
    reading_seconds: Annotated[Number, Field(ge=10, le=3600)] = 120
    """The same, in a story and the sign-up."""
    countdown_seconds: Annotated[Number, Field(ge=20, le=120)] = 20
    """How long that question stands. Never under 20 s (EN 301 549)."""
    frames_a_second: Annotated[int, Field(ge=20, le=120)] = 60
    """How often the glass is drawn at most."""
    rgb_films: YesOrNo = False
    """Draw films as RGB: for graphics cards that fail at the shader."""
    keypad: Annotated[str, AfterValidator(_readable(keypad_keys))] = ""
    """Keys by which everything can be done without touching the glass, as `press=f5, back=f6`;
    empty: those of any keyboard."""
    volume_caps: Annotated[str, AfterValidator(_readable(timetable.caps))] = ""
    """How loud films may be at most by the hour, as `22-8:0.1, 12-13:0.2`."""
    muted: YesOrNo = False
    """Let nothing sound."""
    hours: Annotated[str, AfterValidator(_readable(timetable.week))] = ""
    """When it is open, as `mo 10:00-17:00, 19:00-21:00; tu-fr 10:00-17:00`; empty: always."""
    closed_days: Annotated[str, AfterValidator(_readable(timetable.days))] = ""
    """Days on which it does not open, as `2018-12-25, 2018-12-26`."""


USUAL = Settings()
"""What holds when nothing is set."""


def read(path: Path) -> Settings:
    """The settings at `path`: defaults if there is no file, the last good ones if it is damaged.

    Raises SettingsError only if the last good ones are damaged too.
    """
    if (error := fault(path)) is None:
        return parse(path) if path.exists() else Settings()
    if not _last_good(path).exists():
        raise error
    log.warning("%s; the last good settings are used", error)
    return parse(_last_good(path))


def fault(path: Path) -> SettingsError | None:
    """Why the settings at `path` cannot be used as they stand there; None if they can.

    They cannot, too, if they are gone or end where the last good ones go on: whatever is not said
    there would be as if it had never been set.
    """
    try:
        good = files.read(_last_good(path))
    except OSError:
        good = b""
    try:
        if not path.exists():
            gone = SettingsError(f"{path}: is gone", "set them again in the staff's corner")
            return gone if good else None
        parse(path)
        content = files.read(path)
    except SettingsError as error:
        return error
    except OSError as error:
        return _unread(path, error)
    if len(content) < len(good) and good.startswith(content):
        return SettingsError(f"{path}: is cut short", "set them again in the staff's corner")
    return None


def usable(path: Path) -> Settings:
    """The settings for a kiosk that starts: where nothing was ever good, the usable part."""
    try:
        return read(path)
    except SettingsError as error:
        log.warning("%s; the kiosk goes on without that setting", error)
    try:
        values, _ = _scalars(path)
    except SettingsError:
        return Settings()
    while True:
        try:
            return Settings.model_validate(values)
        except ValidationError as error:
            for one in error.errors():
                values.pop(str(one["loc"][0]), None)


def write(path: Path, settings: Settings) -> None:
    """Replace the settings whole. Raises MachineError if the disk does not take them."""
    content = yaml.safe_dump(settings.model_dump(exclude_defaults=True), sort_keys=True)
    for one in (path, _last_good(path)):
        files.replace(one, content.encode())


def change(path: Path, **values: object) -> Settings:
    """Set some of the settings by name and write them all; what holds now.

    The settings that stood there last, or the last good ones, are the others. Raises SettingsError
    if a value cannot be, MachineError if the disk does not take them: then nothing has changed.
    """
    try:
        changed = Settings.model_validate(usable(path).model_dump() | values)
    except ValidationError as error:
        name, what, advice = _first(error)
        raise SettingsError(f"{name}: {what}", advice) from error
    write(path, changed)
    return changed


def remember(path: Path) -> bool:
    """Keep a copy of settings that can be read, for a day when they cannot. Never fails.

    Whether they are others than the last good ones: somebody, or something, has changed the file.
    """
    if not path.exists() or fault(path):
        return False
    try:
        content = files.read(path)
        good = files.read(_last_good(path)) if _last_good(path).exists() else None
        if good != content:
            files.replace(_last_good(path), content)
    except (KioskError, OSError) as error:
        log.warning("these settings are not remembered: %s", error)
        return False
    return good is not None and good != content


def _last_good(path: Path) -> Path:
    return path.with_name(f"{path.stem}.last-good{path.suffix}")


def parse(path: Path) -> Settings:
    """Read one settings file. Raises SettingsError with file and line."""
    values, lines = _scalars(path)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        name, what, advice = _first(error)
        raise SettingsError(f"{path}:{lines.get(name, 1)}: {name}: {what}", advice) from error


def _scalars(path: Path) -> tuple[dict[str, str], dict[str, int]]:
    """What stands in the file, by name, and in which line. Raises SettingsError."""
    try:
        raw = files.read(path, _MAX_BYTES + 1)
        if len(raw) > _MAX_BYTES:
            raise SettingsError(f"{path}: too large for settings", "write it anew")
        node = yaml.compose(_text(raw), Loader=yaml.SafeLoader)
    except OSError as error:
        raise _unread(path, error) from error
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        raise SettingsError(f"{path}:{line}: this is not YAML", "write `key: value`") from error
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        raise SettingsError(f"{path}:1: not a list of settings", "write `key: value`")
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode) or not isinstance(value, yaml.ScalarNode):
            raise SettingsError(f"{path}:{line}: not a plain setting", "write `key: value`")
        if key.value in values:
            raise SettingsError(f"{path}:{line}: {key.value} stands here twice", "keep one")
        values[key.value] = value.value
        lines[key.value] = line
    return values, lines


def _unread(path: Path, error: OSError) -> SettingsError:
    return SettingsError(f"{path}: cannot be read: {error.strerror}", "check its rights")


def _text(raw: bytes) -> str:
    """The text of a file as an editor may have saved it: UTF-8, or what Windows calls Unicode.

    What is neither is read as Windows-1252, which knows every byte but five: place and times are
    plain letters in any of them. Raises UnicodeDecodeError.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252")


def _first(error: ValidationError) -> tuple[str, str, str]:
    """Which setting is at fault, what is wrong with it, and what to do."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    cause = getattr(first.get("ctx", {}).get("error"), "__cause__", None)
    if isinstance(cause, InputError):
        return name, cause.what, cause.advice
    return name, first["msg"].lower(), _ADVICE


_ADVICE = f"the settings are {', '.join(Settings.model_fields)}"
