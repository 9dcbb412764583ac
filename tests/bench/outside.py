"""What a visitor meets, measured from outside on X, beside a browser and a bare window.

    python tests/bench/outside.py --kit KIT [--python PYTHON] [--tests start,attract,tap,soak]
                                  [--size 1920x1080] [--rounds 3] [--to FOLDER]

KIT is the folder of a black-box kit that starts any program on a private X server, looks at its
pixels and taps on it; PYTHON is an interpreter with what the kit asks for. The photos are those of
the exhibit in `content`: the kiosk shows an exhibit of one photo for each cooperative, the browser
a page with the same photos, and the bare window the first of them. Programs take turns.

Prints the kit's table: the median over the rounds, and in it which runs other programs disturbed.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
CONTENT = REPO / "content" / "limburg"
TAPS = [["enter", 0.5, 0.4], ["card", 0.15, 0.3], ["back", 0.09, 0.915]]
"""Wake, the first card, back: shares of the width and height."""
PEERS = {"start": ["barekivy", "chromium"], "attract": ["chromium"], "tap": ["chromium"]}


def main() -> None:
    """Lay out what is shown, and let the kit measure it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kit", type=Path, required=True)
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--tests", default="start,attract,tap")
    parser.add_argument("--size", default="1920x1080")
    parser.add_argument("--rounds", default="3")
    parser.add_argument("--soak", default="600", help="seconds")
    parser.add_argument("--to", type=Path, help="keep media, exhibit and results here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = options.to or Path(passing)
        media, prepared = lay_out(folder, options.kit)
        for test in options.tests.split(","):
            measure(test, options, folder, media, prepared)


def lay_out(folder: Path, kit: Path) -> tuple[Path, Path]:
    """The kit's media folder, and the same photos as a prepared exhibit."""
    photos, media = folder / "photos", folder / "media"
    photos.mkdir(parents=True, exist_ok=True)
    films = sorted(CONTENT.glob("cooperatives/*/film.mp4"))
    for film in films:
        photo = min(film.parent.glob("*.jpg"))
        shutil.copy(photo, photos / f"{film.parent.name}.jpg")
    run(kit / "prep_media.sh", media, photos, films[0], len(films))
    run(sys.executable, kit / "mkexhibit.py", media, folder / "exhibit")
    run(sys.executable, kit / "peers" / "chromium" / "mkindex.py", media, media / ".chromium")
    prepared = folder / "prepared"
    run(sys.executable, "-m", "kiosk", "exhibit", "prepare", folder / "exhibit", "--to", prepared)
    return media, prepared


def measure(test: str, options: argparse.Namespace, folder: Path, media: Path, show: Path) -> None:
    """One of the kit's tests, for the kiosk and its peers."""
    command = f"{sys.executable} -m kiosk run --exhibit {show} --window {{w}}x{{h}}"
    contender = {
        "name": "kiosk",
        "attract": f"sh -c 'exec {command} --home {{profile}}'",
        "taps": TAPS,
        "loop_from": 1,
        "env": {"SDL_AUDIODRIVER": "dummy", "PYTHONPATH": str(REPO)},
    }
    file, result = folder / "kiosk.json", folder / f"{test}.json"
    file.write_text(json.dumps(contender), "utf-8")
    peers = [options.kit / "contenders" / f"{name}.json" for name in PEERS.get(test, [])]
    bench = [options.python, options.kit / "bench.py"]
    extra = ["--soak", options.soak, "--soak-taps", "5"] if test == "soak" else []
    with_media = ["--media", media, "--size", options.size, "--rounds", options.rounds]
    run(*bench, "run", file, *peers, "--tests", test, *with_media, *extra, "--out", result)
    run(*bench, "table", result)


def run(*command: object) -> None:
    """Run a command to its end."""
    subprocess.run([str(part) for part in command], check=True)


if __name__ == "__main__":
    main()
