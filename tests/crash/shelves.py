"""Kiosks with packs on their shelves, each at some moment of its life, and what is done there."""

import json
import os
import shutil
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import librarian
from child import Child
from librarian import NOON, Librarian
from packs.publisher import Publisher
from tracer import Call, Tracer, calls, counting

from kiosk.packs import verification
from kiosk.usb.stick import Folder

A_FILM_BYTES: Final = 1_200_000
"""Two pieces of a copy."""
PACKS: Final = {
    1: {"title": "Eerst", "photos": ("tuin", "dak"), "films": ("oogst",)},
    2: {"title": "Daarna", "photos": ("tuin", "dak"), "films": ("winter",)},
    3: {"title": "Straks", "photos": ("tuin", "muur"), "films": ("winter",)},
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What is done at a kiosk with some packs, and what it should come to."""

    name: str
    act: str
    had: tuple[int, ...]
    """The packs that were loaded there before, one after the other."""
    brings: int
    """The pack on the stick."""
    after: int | None
    """What is on then,"""
    previous: int | None
    """and what was on before that."""
    higher: int
    """The highest version accepted, when all is done; 0: nobody is enrolled."""
    leftovers: bool = False
    """Files lie there that no pack needs."""
    part: bool = False
    """Half of a film was copied before."""
    copied: bool = False
    """All was copied before, but for a moment that nobody knows of."""
    again: str = "load"
    kill_every: int = 1
    """The short form kills at every so-manieth call."""

    @property
    def before(self) -> int | None:
        """What is on."""
        return self.had[-1] if self.had else None


SCENES: Final = (
    Scene("the first pack is loaded", "first", (), 1, 1, None, 1, kill_every=8),
    Scene("a newer pack is loaded", "load", (1,), 2, 2, 1, 2, kill_every=8),
    Scene("a third is loaded, and the first goes", "load", (1, 2), 3, 3, 2, 3),
    Scene("a loading goes on", "load", (1,), 2, 2, 1, 2, part=True, kill_every=8),
    Scene("all was copied", "load", (1,), 2, 2, 1, 2, copied=True, kill_every=8),
    Scene("the program starts", "start", (1, 2), 2, 2, 1, 2, again=""),
    Scene("staff turn back", "back", (1, 2), 2, 1, 2, 2, again="back"),
    Scene("what nobody needs goes", "collect", (1, 2), 2, 2, 1, 2, leftovers=True, again=""),
    Scene("the publisher is forgotten", "forget", (1, 2), 2, None, None, 0, again="forget"),
)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run ended."""

    first: dict[str, Any] = field(default_factory=dict)
    """What the librarian said became of it; empty if they were killed."""
    again: dict[str, Any] | None = None
    """The same of a second try, where the first was refused."""
    fault: str = ""

    @property
    def acknowledged(self) -> bool:
        """They said that it was done."""
        return "done" in self.first or "done" in (self.again or {})


class Library(Child):
    """A publisher, its sticks, and librarians who do one thing each. Use it in a `with`."""

    def __init__(self, folder: Path, film_bytes: int = A_FILM_BYTES) -> None:
        """Make all of it in `folder`, which is there and empty."""
        super().__init__()
        self.folder = folder
        publisher = Publisher(folder / "publisher")
        self.files: dict[int, dict[str, int]] = {}
        for version, words in PACKS.items():
            publisher.publish(self.stick(version), film_bytes=film_bytes, **words)  # type: ignore[arg-type]
            with Folder.open(self.stick(version)) as stick:
                offer = verification.examine(stick, None, program="0.1.0", now=NOON)
            self.files[version] = {blob.sha256: blob.bytes for blob in offer.blobs}
            self.fingerprint = offer.fingerprint

    def command(self) -> tuple[list[str], dict[str, str]]:
        """A librarian, who loads the first pack, and has temporary files of their own."""
        private = self.folder / "private"
        private.mkdir()
        words = [librarian.__file__, str(self.folder / "rehearsal"), str(self.stick(1))]
        return words, {"TMPDIR": str(private)}

    def stick(self, version: int) -> Path:
        """The stick with this pack."""
        return self.folder / f"stick {version}"

    def furnish(self, home: Path, scene: Scene) -> None:
        """Have a kiosk there as it is before that scene."""
        for version in scene.had:
            one = Librarian(home, self.stick(version))
            one.prepare("load")
            one.act("load")
            one.leave()
        blobs = home / "blobs"
        if scene.leftovers:
            for content in (b"old", b"older"):
                name = librarian.sha256(content)
                (blobs / name).write_bytes(content)
                (blobs / f"{name}.part").write_bytes(content[:1])
        for sha256, length in self.files[scene.brings].items():
            source = self.stick(scene.brings) / "KIOSK-PACK" / "targets" / sha256
            if scene.copied:
                (blobs / sha256).write_bytes(source.read_bytes())
            elif scene.part and length > 1 << 20 and not (blobs / sha256).exists():
                (blobs / f"{sha256}.part").write_bytes(source.read_bytes()[: length // 2])

    def run(
        self,
        scene: Scene,
        home: Path,
        log: Path,
        *how: str,
        careless: bool = False,
        stick: Path | None = None,
    ) -> Ended:
        """Let it be done, traced as `how` says. It may end in any way."""
        order = {
            "act": scene.act,
            "home": str(home),
            "stick": str(stick or self.stick(scene.brings)),
            "careless": careless,
        }
        self.order(json.dumps(order))
        line = self.line()
        if not line.startswith("is "):
            return Ended(fault=line)
        process = int(line.removeprefix("is "))
        tracer = Tracer(process, log, *how)
        os.kill(process, signal.SIGUSR1)
        told: dict[str, Any] = {}
        while (line := self.line()) != "gone":
            told = json.loads(line)
        tracer.stop()
        return Ended(**told)

    def judge(self, scene: Scene, home: Path, *, boot: str, acknowledged: bool) -> list[str]:
        """What is wrong there when the program is started again, and the same is done again."""
        expected = {
            "packs": self.files,
            "before": scene.before,
            "after": scene.after,
            "previous": scene.previous,
            "high": max(scene.had, default=0),
            "higher": scene.higher,
            "fingerprint": self.fingerprint,
            "acknowledged": acknowledged,
            "again": scene.again,
            "stick": str(self.stick(scene.brings)),
            "old": str(self.stick(1)) if scene.higher > 1 else "",
        }
        words = {"act": "judge", "home": str(home), "boot": boot, "expected": expected}
        self.order(json.dumps(words))
        found = json.loads(self.line())
        assert self.line() == "gone"
        return [found["fault"]] if "fault" in found else list(found["faults"])

    def calls(self, scene: Scene, home: Path, log: Path) -> list[Call]:
        """Every call that touches a file when all goes well. Afterwards it is done there."""
        ended = self.run(scene, home, log, *counting())
        assert ended.first == {"done": scene.after}, ended
        return calls(log, home, self.stick(scene.brings))


def put_back(template: Path, home: Path) -> None:
    """Have `home` as the template is, and beside it what a kiosk's home says of its shelf."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(template, home)
    for name in ("inventory", "notices"):
        first, now = template.with_name(f"{template.name} {name}"), home.with_name(name)
        if not first.exists():
            shutil.copytree(now, first) if now.exists() else first.mkdir()
        shutil.rmtree(now, ignore_errors=True)
        if any(first.iterdir()):
            shutil.copytree(first, now)
