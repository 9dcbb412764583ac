"""A keyboard that somebody plugged in, and a window that is told to close: neither leads out."""

import pytest
from glass import Kiosk
from kivy.base import EventLoop
from kivy.config import Config

from kiosk.ui.keys import is_command, listen
from kiosk.visit import scene as scenes

KEYS: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "F11": (292, "", ()),
    "F12": (293, "", ()),
    "Ctrl+E": (101, "e", ("ctrl",)),
    "Ctrl+Q": (113, "q", ("ctrl",)),
    "Ctrl+W": (119, "w", ("ctrl",)),
    "Ctrl+C": (99, "c", ("ctrl",)),
    "Alt+F4": (285, "", ("alt",)),
    "Alt+Tab": (9, "", ("alt",)),
    "Super": (311, "", ()),
    "Menu": (319, "", ()),
    "Print": (316, "", ()),
    "Tab": (9, "", ()),
    "Backspace": (8, "", ()),
}


def runs(kiosk: Kiosk) -> bool:
    """Whether the program goes on, and nothing else is on the glass."""
    on = kiosk.window.children == [kiosk.stage]
    return on and EventLoop.status == "started" and not EventLoop.quit


def press_all(kiosk: Kiosk) -> None:
    """Press one key after the other; nothing changes."""
    scene = kiosk.scene
    for name, key in KEYS.items():
        kiosk.panel.key(*key)
        kiosk.let(0.1, frame_seconds=0.05)
        assert runs(kiosk), name
        assert type(kiosk.scene) is type(scene), name


def test_no_key_leads_out_of_the_loop(kiosk: Kiosk) -> None:
    """While nobody is there, no key but a keypad's wakes the glass; none ends the program."""
    press_all(kiosk)
    assert isinstance(kiosk.scene, scenes.AttractScene)


def test_no_key_leads_out_of_a_screen(attended: Kiosk) -> None:
    """At the cards, in a story or in a film, every key leaves the visitor where they are."""
    cooperative = attended.first.id
    for scene in scenes.HomeScene(), scenes.StoryScene(cooperative), scenes.FilmScene(cooperative):
        attended.go(scene)
        press_all(attended)
        assert attended.scene == scene


def test_no_key_answers_the_question(attended: Kiosk) -> None:
    """Only a touch, or a key of a keypad, says that somebody is there."""
    attended.clock.wind(61)
    attended.let(0.3)
    press_all(attended)
    assert isinstance(attended.scene, scenes.StillThereScene)


def test_the_window_refuses_to_close(kiosk: Kiosk) -> None:
    """Alt+F4 reaches the program as a wish of the window manager: it is refused."""
    for source in (None, "keyboard"):
        wish = {} if source is None else {"source": source}
        assert kiosk.window.dispatch("on_request_close", **wish)
        kiosk.rest()
        assert runs(kiosk)


def test_nothing_for_developers_listens() -> None:
    """Kivy's inspector, console and recorder, which wait for keys, are not there."""
    assert Config.items("modules") == []


def test_there_is_one_source_of_touches() -> None:
    """One provider of touches is set up: with two, every tap would arrive twice."""
    assert [value for _, value in Config.items("input")] == ["mouse,disable_multitouch"]


@pytest.mark.parametrize(
    ("modifiers", "command"),
    [
        ((), False),
        (("shift",), False),
        (("alt",), False),
        (("ctrl", "alt"), False),
        (("shift", "ctrl", "alt"), False),
        (("ctrl", "alt", "numlock"), False),
        (("ctrl",), True),
        (("ctrl", "shift"), True),
        (("meta",), True),
        (("meta", "alt", "ctrl"), True),
    ],
)
def test_altgr_writes_and_ctrl_does_not(modifiers: tuple[str, ...], command: bool) -> None:
    """Windows tells of AltGr as of Ctrl and Alt: @, €, { and ł come by it."""
    assert is_command(modifiers) is command


class Page:
    """A screen to type on."""

    def __init__(self) -> None:
        self.typed: list[str] = []

    def type_text(self, text: str) -> None:
        """Take what is typed."""
        self.typed.append(text)


@pytest.mark.parametrize("sign", ["@", "€", "{", "[", "\\", "|", "ł", "ą"])
def test_signs_behind_altgr_are_typed(kiosk: Kiosk, sign: str) -> None:
    """As on Windows: Ctrl goes down, then Alt with it, then the key that writes."""
    page = Page()
    keys = listen(kiosk.window, lambda: page)
    for code, modifiers in ((306, ["ctrl"]), (307, ["ctrl", "alt"]), (113, ["ctrl", "alt"])):
        kiosk.window.dispatch("on_key_down", code, 0, None, modifiers)
    kiosk.window.dispatch("on_textinput", sign)
    keys.close()
    assert page.typed == [sign]
