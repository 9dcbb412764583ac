"""Loading on a worker: each step told, stopped at any moment, and never a fault to who called."""

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from clocks import HandWoundClock
from packs.publisher import NOON, Publisher

from kiosk.errors import InstallError, KioskError, MachineError, PackError, RefusedError
from kiosk.packs.install import InstallProgress
from kiosk.packs.shelf import Pack, Shelf
from kiosk.packs.verification import Anchor, Offer
from kiosk.station.loading import Done, Idle, Loader, Loading, Looking, Offered, Refused, State
from kiosk.usb.stick import Folder

MADE = datetime(2018, 9, 1, tzinfo=UTC)
SECONDS = 30.0
ANCHOR = Anchor((), b"", b"", b"", 3, "limburg-2018")
OFFER = Offer(
    fingerprint="1234 " * 5,
    publisher="Sociale Alliantie",
    version=3,
    exhibit="limburg-2018",
    title={"nl": "Negen"},
    made=MADE,
    needs="0.1.0",
    index="0" * 64,
    blobs=(),
    anchor=ANCHOR,
    is_first=True,
    is_other_exhibition=False,
    is_same=False,
)
PACK = Pack(1, 3, "limburg-2018", {"nl": "Negen"}, "Sociale Alliantie", MADE, MADE, "0" * 64, 10)


class BareShelf:
    """A shelf of which only the anchor is asked for."""

    def anchor(self) -> Anchor | None:
        """What was accepted last."""
        return ANCHOR


class ObedientPacks:
    """Packs that do what a test wants, and remember what they were asked."""

    def __init__(self) -> None:
        self.fault: BaseException | None = None
        self.waits = False
        self.begun = threading.Event()
        self.go = threading.Event()
        self.now: datetime | None = None
        self.answers: tuple[str | None, bool] | None = None
        self.installs = 0

    def examine(
        self, path: Path, anchor: Anchor | None, *, program: str, now: datetime | None
    ) -> Offer:
        """There is a pack."""
        assert anchor is ANCHOR
        assert program == "0.1.0"
        with Folder.open(path) as folder:
            folder.names()
        self.now = now
        self._work()
        return OFFER

    def permit(self, offer: Offer, *, trust: str | None, other: bool) -> None:
        """Only whom somebody trusts."""
        assert offer is OFFER
        self.answers = trust, other
        if trust is None:
            raise RefusedError("stranger", "nobody has accepted this publisher yet")

    def install(  # noqa: PLR0913 - as the real one
        self,
        shelf: Shelf,
        stick_path: Path,
        offer: Offer,
        *,
        progress: Callable[[InstallProgress], None],
        stop: Callable[[], bool],
        now: datetime,
    ) -> Pack:
        """Copy ten bytes."""
        assert (offer, bool(shelf), bool(now)) == (OFFER, True, True)
        assert stick_path.is_dir()
        self.installs += 1
        for done in range(11):
            progress(InstallProgress(done, 10))
            progress(InstallProgress(done, 10))
            self._work()
            if stop():
                raise InstallError("stopped", "the loading was stopped")
        return PACK

    def _work(self) -> None:
        self.begun.set()
        if self.waits:
            assert self.go.wait(SECONDS)
        if self.fault:
            raise self.fault


class Listener:
    """Hears every state, and can wait for one."""

    def __init__(self, loader: Loader) -> None:
        self.heard: list[State] = []
        self._changed = threading.Condition()
        loader.listen(self.hear)

    def hear(self, state: State) -> None:
        """One more."""
        with self._changed:
            self.heard.append(state)
            self._changed.notify_all()

    def wait_for(self, kind: type[State]) -> State:
        """The state, once it is of this kind."""
        with self._changed:
            assert self._changed.wait_for(
                lambda: self.heard and isinstance(self.heard[-1], kind), SECONDS
            )
            return self.heard[-1]


class Desk:
    """A loader with obedient packs, and who listens to it."""

    def __init__(self, clock: HandWoundClock, stick: Path) -> None:
        self.packs = ObedientPacks()
        self.stick = stick
        self.trusts = True
        self.loader = Loader(
            BareShelf(),
            program="0.1.0",
            clock=clock,
            trusted=lambda _: self.trusts,
            packs=self.packs,
        )
        self.listener = Listener(self.loader)

    def offered(self) -> None:
        """The stick is in, and looked at."""
        self.loader.offer(self.stick)
        assert self.listener.wait_for(Offered) == Offered(self.stick, OFFER)

    def copying(self) -> None:
        """The pack on it is being copied, and waits."""
        self.offered()
        self.packs.begun.clear()
        self.packs.waits = True
        self.loader.load(trust="first")
        assert self.packs.begun.wait(SECONDS)

    def refused(self) -> KioskError:
        """Why it did not come to that."""
        return self.listener.wait_for(Refused).error


@pytest.fixture
def desk(clock: HandWoundClock, tmp_path: Path) -> Iterator[Desk]:
    """A loader that is idle, and lets its worker go in the end."""
    made = Desk(clock, tmp_path)
    yield made
    assert made.loader.close(SECONDS)


def test_a_pack_is_looked_at_then_offered_then_loaded(desk: Desk) -> None:
    """Each step is told, a step of the bar once, in order; then the stick may be pulled out."""
    assert isinstance(desk.loader.state, Idle)
    desk.offered()
    desk.loader.load(trust="first", other=True)
    assert desk.listener.wait_for(Done) == Done(PACK)
    assert desk.packs.answers == ("first", True)
    assert desk.listener.heard == [
        Looking(desk.stick),
        Offered(desk.stick, OFFER),
        Loading(OFFER, 0, 0),
        *(Loading(OFFER, done, 10) for done in range(1, 11)),
        Done(PACK),
    ]
    assert isinstance(desk.loader.state, Done)


def test_how_much_is_done_is_a_fraction() -> None:
    """For a bar; an empty pack is done at once."""
    assert [Loading(OFFER, done, 10).fraction for done in (0, 5, 10)] == [0, 0.5, 1]
    assert Loading(OFFER, 0, 0).fraction == 1


@pytest.mark.parametrize("trusts", [True, False])
def test_a_doubtful_clock_makes_no_pack_past_its_date(desk: Desk, *, trusts: bool) -> None:
    """Then nobody knows what is past, and nothing is refused for it."""
    desk.trusts = trusts
    desk.offered()
    assert (desk.packs.now is not None) == trusts


@pytest.mark.parametrize(
    "fault",
    [
        PackError("none", "there is no pack on this stick"),
        RefusedError("older", "this pack is older than the one that is on"),
        MachineError("the stick does not answer"),
    ],
    ids=["no pack", "an older one", "pulled out"],
)
def test_a_stick_that_is_refused_says_why(desk: Desk, fault: KioskError) -> None:
    """The error itself is kept: its kind has a sentence of its own on the glass."""
    desk.packs.fault = fault
    desk.loader.offer(desk.stick)
    assert desk.refused() is fault
    desk.packs.fault = None
    desk.offered()


def test_without_a_yes_to_its_publisher_nothing_is_copied(desk: Desk) -> None:
    """Whoever comes first must be accepted."""
    desk.offered()
    desk.loader.load()
    assert desk.refused().kind == "stranger"
    assert desk.packs.installs == 0


def test_a_stick_pulled_out_at_any_moment_is_told(desk: Desk) -> None:
    """In the words of who looked or copied; the next stick is looked at as ever."""
    desk.offered()
    desk.packs.fault = InstallError("stick", "the stick is gone")
    desk.loader.load(trust="first")
    assert desk.refused() is desk.packs.fault
    desk.packs.fault = None
    desk.offered()
    desk.loader.offer(desk.stick / "gone")
    assert isinstance(desk.refused(), MachineError)


def test_cancelling_stops_the_copying_within_a_chunk(desk: Desk) -> None:
    """What was on stays on, and that is told."""
    desk.copying()
    desk.loader.cancel()
    assert isinstance(desk.loader.state, Loading)
    desk.packs.go.set()
    assert desk.refused().kind == "stopped"
    assert Loading(OFFER, 2, 10) not in desk.listener.heard


def test_cancelling_while_looking_is_idle_at_once(desk: Desk) -> None:
    """Whatever is found after that is of no interest."""
    desk.packs.waits = True
    desk.loader.offer(desk.stick)
    assert desk.packs.begun.wait(SECONDS)
    desk.loader.cancel()
    assert desk.loader.state == Idle()
    desk.packs.go.set()
    assert desk.loader.close(SECONDS)
    assert desk.listener.heard == [Looking(desk.stick), Idle()]


def test_cancelling_an_offer_is_no(desk: Desk) -> None:
    """A yes after that is to nothing."""
    desk.offered()
    desk.loader.cancel()
    assert desk.loader.state == Idle()
    desk.loader.load(trust="first")
    assert desk.loader.state == Idle()
    assert desk.packs.answers is None


def test_another_stick_takes_the_place_of_one_being_looked_at(desk: Desk, tmp_path: Path) -> None:
    """Only the last one is offered."""
    other = tmp_path / "other"
    other.mkdir()
    desk.packs.waits = True
    desk.loader.offer(desk.stick)
    assert desk.packs.begun.wait(SECONDS)
    desk.loader.offer(other)
    desk.packs.go.set()
    assert desk.listener.wait_for(Offered) == Offered(other, OFFER)
    assert Offered(desk.stick, OFFER) not in desk.listener.heard


def test_two_taps_load_once_and_another_stick_waits(desk: Desk) -> None:
    """While a pack is being copied nothing else is begun."""
    desk.offered()
    desk.packs.waits = True
    desk.loader.load(trust="first")
    desk.loader.load(trust="first")
    desk.loader.offer(desk.stick)
    desk.packs.go.set()
    desk.listener.wait_for(Done)
    assert desk.loader.close(SECONDS)
    assert desk.listener.heard.count(Looking(desk.stick)) == 1
    assert desk.listener.heard.count(Done(PACK)) == 1


def test_leaving_stops_the_copying(desk: Desk) -> None:
    """The program ends without waiting for a whole pack."""
    desk.copying()
    assert not desk.loader.close(0.01)
    desk.packs.go.set()
    assert isinstance(desk.refused(), InstallError)


def test_a_stop_before_the_first_byte_copies_none(desk: Desk) -> None:
    """Also when it comes while the worker has not begun yet."""
    desk.offered()
    desk.loader.listen(lambda state: desk.loader.cancel() if isinstance(state, Loading) else None)
    desk.loader.load(trust="first")
    assert desk.refused().kind == "stopped"


def test_leaving_without_having_loaded_waits_for_nobody(desk: Desk) -> None:
    """There is no worker before the first stick."""
    assert desk.loader.close(0)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_in_the_program_is_told_and_the_next_stick_is_looked_at(desk: Desk) -> None:
    """Nobody waits for ever for a worker that is gone."""
    desk.packs.fault = ZeroDivisionError("a mistake of ours")
    desk.packs.waits = True
    desk.loader.offer(desk.stick)
    worker = next(thread for thread in threading.enumerate() if thread.name == "loading")
    desk.packs.go.set()
    assert desk.refused().exit_code == 1
    worker.join(SECONDS)
    desk.packs.fault = None
    desk.loader.offer(desk.stick)
    desk.listener.wait_for(Offered)


def test_a_real_pack_goes_from_a_stick_to_the_shelf(clock: HandWoundClock, tmp_path: Path) -> None:
    """With nothing in between that is made up; the stick may be pulled out then."""
    stick = tmp_path / "stick"
    Publisher(tmp_path / "publisher").publish(stick)
    clock.set_calendar(NOON)
    shelf = Shelf.open(tmp_path / "shelf")
    loader = Loader(shelf, program="0.1.0", clock=clock, trusted=lambda _: True)
    listener = Listener(loader)
    loader.offer(stick)
    offered = listener.wait_for(Offered)
    loader.load()
    assert isinstance(listener.wait_for(Refused), Refused)
    loader.offer(stick)
    listener.wait_for(Offered)
    loader.load(trust=offered.offer.fingerprint)
    done = listener.wait_for(Done)
    shutil.rmtree(stick)
    assert shelf.on() == done.pack
    assert shelf.verify(done.pack, stop=lambda: False) == ()
    bars = [report for report in listener.heard if isinstance(report, Loading)]
    assert [bar.done for bar in bars] == sorted(bar.done for bar in bars)
    assert bars[-1].done == bars[-1].all
    assert loader.close(SECONDS)
    shelf.close()
