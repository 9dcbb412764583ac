"""Publishers of small packs, whose keys a test holds: no passphrase, no waiting."""

from __future__ import annotations

import copy
import hashlib
import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyrage
from exhibits import about, block, film, place, sha256, text

from kiosk.exhibit import model, prepared
from kiosk.exhibit.prepared import Prepared
from kiosk.keys import keyring, pending
from kiosk.keys import root as roots
from kiosk.keys.keyring import Daily, Recovery
from kiosk.keys.public import Public
from kiosk.keys.signing import Signer
from kiosk.publish import publishing
from kiosk.publish.consistency import OpenedRing
from kiosk.publish.publishing import PublishResult
from kiosk.signups.signup import Answers

NOON = datetime(2018, 10, 3, 12, tzinfo=UTC)
"""When everything happens, if nobody says otherwise."""

ANSWERS = Answers(
    language="nl",
    name="Els",
    email="els@example.org",
    phone=None,
    cooperatives=("tuin",),
    workshops=(),
    purposes=("nieuws",),
)
"""What a visitor of `exhibit` leaves."""


def seed(name: str) -> bytes:
    """A private key, the same for the same name."""
    return hashlib.sha256(name.encode()).digest()


def medium(name: str, length: int = 500) -> bytes:
    """The bytes of a photo or film called so: no picture, but always the same."""
    return (seed(name) * (length // 32 + 1))[:length]


class Publisher:
    """A ring of keys in `keys`, and the packs that were published with it."""

    def __init__(self, folder: Path, name: str = "publisher", *, founded: bool = True) -> None:
        """Make a ring in `folder`; the signing keys are the same for each name."""
        self.folder = folder
        self.keys = folder / "keys"
        self._prepared = folder / "prepared"
        self._name = name
        self._rotations = 0
        self.daily, self.recovery = self._daily(), self._recovery()
        self._tell()
        if founded:
            first = roots.first(self.recovery.root, self.daily.pack.public, NOON)
            pending.put(self.metadata / "1.root.json", first)

    @property
    def public(self) -> Public:
        """The public halves."""
        return Public(
            recipients=(
                self.daily.recipients[0],
                str(pyrage.x25519.Identity.from_str(self.recovery.identity).to_public()),
            ),
            receipt=self.daily.receipt.public,
            pack=self.daily.pack.public,
            root=self.recovery.root.public,
        )

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Every version of its root."""
        return roots.chain(self.metadata)

    def exhibit(self, title: str = "Samen", **other: Any) -> Prepared:
        """A prepared exhibit: see the function `exhibit`. The keys are this publisher's."""
        return written(
            exhibit(title, **{"signups": terms(self.public)} | other), self._prepared / title
        )

    def publish(
        self, to: Path, title: str = "Samen", *, now: datetime = NOON, **other: Any
    ) -> PublishResult:
        """Publish an exhibit with this title onto the stick `to`; a new title is a new version.

        What is said beside goes to `publishing.publish` if it knows it, else to `exhibit`.
        """
        to.mkdir(exist_ok=True)
        known = {"program", "progress", "open_folder", "recovery"}
        how = {name: other.pop(name) for name in known & other.keys()}
        ready = self.exhibit(title, **other)
        recovery = how.pop("recovery", None)
        return publishing.publish(
            ready, OpenedRing(self.keys, self.daily, recovery), to, now=now, **how
        )

    def copy_to(self, folder: Path) -> Publisher:
        """Whoever has a copy of its keys, as they are now, in `folder`."""
        other = copy.copy(self)
        other.folder, other.keys = folder, shutil.copytree(self.keys, folder / "keys")
        return other

    def rotate(self, *, root: bool = False, now: datetime = NOON) -> None:
        """Replace the keys, without their passphrase: what `keys.rotation` does with one."""
        self._rotations += 1
        old_root, earlier = self.recovery.root, self.daily.identities
        self.daily = self._daily(earlier)
        if root:
            self.recovery = self._recovery()
        chain = self.chain
        content = roots.following(
            chain[-1], self.recovery.root, self.daily.pack.public, now, old_root=old_root
        )
        pending.put(self.metadata / f"{len(chain) + 1}.root.json", content)
        self._tell()

    @property
    def metadata(self) -> Path:
        """Where it keeps what was signed."""
        return self.keys.joinpath(keyring.DAILY, *roots.FOLDER)

    def _daily(self, earlier: tuple[str, ...] = ()) -> Daily:
        own = f"{self._name} {self._rotations}"
        identity = str(pyrage.x25519.Identity.generate())
        return Daily(
            identity, Signer(seed(f"{own} receipt")), Signer(seed(f"{own} pack")), earlier=earlier
        )

    def _recovery(self) -> Recovery:
        own = f"{self._name} {self._rotations}"
        return Recovery(str(pyrage.x25519.Identity.generate()), Signer(seed(f"{own} root")))

    def _tell(self) -> None:
        pending.put(self.keys / keyring.DAILY / keyring.PUBLIC, self.public.to_bytes())


def exhibit(  # noqa: PLR0913 - each is one thing that a pack may differ in
    title: str = "Samen",
    *,
    id_: str = "test",
    photos: tuple[str, ...] = ("tuin", "dak"),
    films: tuple[str, ...] = ("oogst",),
    film_bytes: int = 3000,
    signups: model.SignUps | None = None,
    **other: Any,
) -> model.Exhibit:
    """A small exhibit of one cooperative. Its media are what `medium` makes of their names."""
    words, said = text("Samen lukt het."), block("Samen lukt het.")
    cooperative = model.Cooperative(
        id="tuin",
        name=text("De Tuin"),
        right=words,
        summary=words,
        introduction=None,
        colour="#4F6B1E",
        icon="eco",
        quote=model.Quote(text=words, who=words),
        photos=tuple(model.Photo(**about(name), sizes=(_size(name),)) for name in photos),
        films=tuple(
            film(
                name,
                (_size(f"poster {name}"),),
                sha256=sha256(medium(f"film {name}", film_bytes)),
                bytes=film_bytes,
                duration_ms=1000,
                sound=False,
            )
            for name in films
        ),
        story={"nl": model.Story(title="Ons verhaal", blocks=(said,), words=3)},
    )
    day = {"date": date(2018, 10, 3), "starts": None, "ends": None, "doors": None}
    whole: dict[str, Any] = {
        "format": 1,
        "id": id_,
        "title": text(title),
        "languages": ("nl",),
        "timezone": "Europe/Amsterdam",
        "example": False,
        "about": {"nl": (said,)},
        "partners": (model.Partner(name="De Alliantie", role=words, logo=None),),
        "contact": model.Contact(name="De Alliantie", email="a@example.org", link=None),
        "places": (place("gennep"), place("venray")),
        "workshops": (model.Workshop(place="gennep", **day, promise=words),),
        "cooperatives": (cooperative,),
        "look": model.Look(),
        "signups": signups,
    }
    return model.Exhibit(**whole | other)


def terms(keys: Public) -> model.SignUps:
    """How sign-ups are taken, sealed to these keys."""
    return model.SignUps(
        controller=model.Controller(name="De Alliantie", email="a@example.org", address=None),
        purposes=(model.Purpose(id="nieuws", text=text("Stuur mij nieuws.")),),
        consent={"nl": (block("Wij bewaren dit een jaar."),)},
        consent_version="2018-09",
        recipients=keys.recipients,
        receipt_key=keys.receipt,
        retention_days=365,
    )


def written(made: model.Exhibit, folder: Path) -> Prepared:
    """The exhibit as a prepared one in `folder`, with its media."""
    media = folder / prepared.MEDIA
    media.mkdir(parents=True, exist_ok=True)
    (folder / prepared.NAME).write_bytes(made.model_dump_json(indent=1).encode() + b"\n")
    for cooperative in made.cooperatives:
        names = [photo.caption.into("nl") for photo in cooperative.photos]
        films = [(film.caption.into("nl"), film.bytes) for film in cooperative.films]
        contents = [medium(name) for name in (*names, *(f"poster {name}" for name, _ in films))]
        for content in (*contents, *(medium(f"film {name}", length) for name, length in films)):
            (media / sha256(content)).write_bytes(content)
    return prepared.read(folder)


def _size(name: str) -> model.Size:
    content = medium(name)
    return model.Size(sha256=sha256(content), width_px=640, height_px=360, bytes=len(content))
