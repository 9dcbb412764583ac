"""A folder that somebody dragged into the window of a terminal."""

import shlex
import sys
from pathlib import Path


def folder(line: str, platform: str = sys.platform) -> Path:
    r"""The folder that was meant by this line, as it was typed or as a terminal writes it.

    Windows puts quotes around a name with blanks. Others write it as a shell would read it: in
    quotes, an apostrophe as `'\''`, or with a backslash before each odd sign.
    """
    text = line.strip()
    if not text or Path(text).exists():
        return Path(text)
    if platform == "win32":
        return Path(text.strip('"'))
    try:
        return Path(" ".join(shlex.split(text)))
    except ValueError:  # one quote without the other
        return Path(text.strip("'\""))
