"""The glass for somebody who reads Arabic: all of it fits, and all of it is mirrored."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import eyes
import pytest
from glass import LANDSCAPE_PX, PORTRAIT_PX, Kiosk, MakeKiosk, OpenIntake
from kivy.uix.widget import Widget
from staff_office import Librarian, Office
from test_form_layout import questions
from test_layout import FULL_HD, PORTRAIT, Inspection, walk

from kiosk import paths
from kiosk.i18n import bidi
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.field import Field
from kiosk.ui.widgets.keyboard import Keyboard
from kiosk.ui.widgets.mirror import MediaControls
from kiosk.ui.widgets.picture import Picture
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.prose import Prose
from kiosk.ui.widgets.qr import QrCode
from kiosk.ui.widgets.steps import Steps
from kiosk.ui.widgets.theming import DrawnWidget
from kiosk.ui.widgets.words import Icon, Words, signs
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft

STEPS = ("interests", "name", "contact", "purposes", "check")


@pytest.mark.parametrize("size_px", [FULL_HD, PORTRAIT], ids=["landscape", "portrait"])
def test_everything_fits_in_arabic(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """On every screen nothing is cut or covered, with the usual letters and the largest."""
    kiosk = make_kiosk(size_px, language="ar")
    inspection = Inspection(kiosk)
    inspection.look("attract")
    kiosk.visit.touch()
    kiosk.visit.tick()
    for text_size in (0, 2):
        kiosk.wish(text_size=text_size)
        walk(inspection, kiosk)
    inspection.nothing_found()


@pytest.mark.parametrize("size_px", [FULL_HD, PORTRAIT], ids=["landscape", "portrait"])
def test_the_form_fits_in_arabic(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """No question is cut or covered, nor drawn where it is not, in usual and largest letters."""
    kiosk = make_kiosk(size_px, intake=OpenIntake(), language="ar")
    kiosk.wake()
    inspection = Inspection(kiosk)
    for text_size in (0, 2):
        kiosk.wish(text_size=text_size)
        kiosk.rest()
        for question in questions(kiosk):
            kiosk.visit.touch()
            inspection.look(f"{question}, letters {text_size}")
            assert strays(kiosk) == [], question
    inspection.nothing_found()


# Where it stands


def sides(kiosk: Kiosk) -> dict[str, tuple[float, float]]:
    """How far each thing reaches from the left and from the right of the glass, by what it is."""
    glass = eyes.window(kiosk)
    found: dict[str, tuple[float, float]] = {}
    numbers: Counter[str] = Counter()
    for widget in eyes.seen(kiosk):
        if isinstance(widget, Pressable | Picture | Prose | QrCode | Icon | Field | Steps | Words):
            place = eyes.ink(widget) if isinstance(widget, Words) else eyes.box(widget)
            words = widget.icon if isinstance(widget, Icon) else getattr(widget, "text", "")
            name = f"{type(widget).__name__} {words}"
            numbers[name] += 1
            if min(widget.size) > 2 and not fixed(widget):
                found[f"{name} {numbers[name]}"] = (place.x, glass.width - place.right)
    return found


def strays(kiosk: Kiosk) -> list[str]:
    """What is drawn outside the widget that draws it."""
    found = []
    for widget in eyes.kind(kiosk, DrawnWidget):
        for drawn in widget._drawn.children:  # noqa: SLF001
            left = getattr(drawn, "pos", widget.pos)[0] - widget.x
            wide = getattr(drawn, "size", (0, 0))[0]
            if min(widget.size) > 2 and not -2 <= left <= widget.width - wide + 4:
                found.append(f"{type(widget).__name__}: {left} + {wide} in {widget.width}")
    return found


def fixed(widget: Widget) -> bool:
    """Whether it stands the same way in every language: keys, and the controls of films."""
    while isinstance(widget, Widget) and widget is not widget.get_root_window():
        if isinstance(widget, Keyboard | MediaControls):
            return True
        widget = widget.parent
    return False


@pytest.mark.parametrize("size_px", [LANDSCAPE_PX, PORTRAIT_PX], ids=["landscape", "portrait"])
def test_every_screen_is_mirrored(make_kiosk: MakeKiosk, size_px: tuple[int, int]) -> None:
    """The same words from the other side: what stood left by so much stands right by as much."""
    kiosk = make_kiosk(size_px, intake=OpenIntake())
    kiosk.wake()
    wrong: list[str] = []
    for scene in [*kiosk.scenes, scenes.AboutScene(99), scenes.PrivacyScene()]:
        for step in STEPS if isinstance(scene, scenes.SignUpScene) else [""]:
            kiosk.go(scene)
            if step:
                kiosk.app.form.answer(Draft(name="Els", email="els@example.org"))
                kiosk.app.form.go(step)
            kiosk.stage.restyle(kiosk.stage.theme.unmirrored)
            kiosk.rest()
            usual = sides(kiosk)
            kiosk.stage.restyle(replace(kiosk.stage.theme, rtl=True))
            kiosk.rest()
            mirrored = sides(kiosk)
            wrong += strays(kiosk)
            assert len(usual) > 3
            for name, (left, right) in usual.items():
                if mirrored.get(name) != pytest.approx((right, left), abs=3):
                    wrong.append(f"{scene} {step} {name}: {left, right}, {mirrored.get(name)}")
    assert not wrong, "\n".join(wrong)


def test_signs_that_point_point_the_other_way(reader: Kiosk) -> None:
    """Back is to the right, onward to the left; what does not point is the same."""
    reader.go(scenes.StoryScene(reader.first.id))
    drawn = {icon.icon: icon.text for icon in eyes.kind(reader, Icon)}
    known = signs(paths.assets().folder)
    assert drawn["arrow_back"] == known["arrow_forward"]
    assert drawn["chevron_right"] == known["chevron_left"]
    assert drawn["home"] == known["home"]
    assert Icon(icon="undo", theme=Theme(rtl=True)).text == known["undo_mirrored"]
    reader.go(scenes.FilmScene(reader.first.id))
    controls = next(one for one in reader.stage.walk() if isinstance(one, MediaControls))
    drawn = {
        icon.icon: icon.text for icon in controls.walk(restrict=True) if isinstance(icon, Icon)
    }
    assert drawn["chevron_left"] == known["chevron_left"]


def test_a_page_comes_from_where_lines_end(make_kiosk: MakeKiosk) -> None:
    """Onward from the left, back from the right, with a graphics card and without one."""
    kiosk = make_kiosk(language="ar", slow=False)
    kiosk.wake()
    kiosk.visit.open(scenes.AboutScene())
    kiosk.let(0.05)
    assert kiosk.screen.x < 0
    kiosk.rest()
    kiosk.visit.back()
    kiosk.let(0.05)
    assert kiosk.screen.x > 0
    kiosk.rest()
    assert kiosk.screen.x == 0


def test_photos_turn_the_way_pages_do(reader: Kiosk) -> None:
    """A finger that moves right brings the next photo, to the left the one before."""
    name = reader.first.id
    reader.open(scenes.PhotosScene(name))
    reader.drag((400, 400), (600, 405), (900, 410))
    reader.rest()
    assert reader.scene == scenes.PhotosScene(name, 1)
    reader.drag((900, 400), (800, 405), (400, 412))
    reader.rest()
    assert reader.scene == scenes.PhotosScene(name, 0)


def test_staff_find_their_corner_as_it_always_is(
    make_kiosk: MakeKiosk, office: Office, intake: OpenIntake
) -> None:
    """In Dutch and from left to right, whoever stood there before them."""
    kiosk = make_kiosk(language="ar", tasks=office, intake=intake, ahead=False)
    kiosk.wake()
    assert kiosk.stage.theme.rtl
    Librarian(kiosk).come_in()
    corner = kiosk.app.overlay.view
    themed = [widget for widget in corner.walk(restrict=True) if hasattr(widget, "theme")]
    assert len(themed) > 10
    assert not any(widget.theme.rtl for widget in themed)
    assert eyes.texts(kiosk)
    assert not any(map(bidi.has_right, eyes.texts(kiosk)))
