"""What all pages of the staff's corner share."""

from collections.abc import Callable
from typing import Any, TypeVar

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.relativelayout import RelativeLayout

from kiosk.exhibit.model import Exhibit
from kiosk.ui.corner import messages
from kiosk.ui.corner.messages import Message
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.widgets.callout import Callout
from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.screen import plain
from kiosk.ui.widgets.theming import ThemeBehavior

Thing = TypeVar("Thing", bound=Pressable)


class CornerPage(ThemeBehavior, RelativeLayout):
    """A page: `show` is called when it comes on, and whenever what is known may be another."""

    say = ObjectProperty(plain)
    """Looks up words in the language of the corner."""
    count = ObjectProperty(None, allownone=True)
    """Looks up words for a number of things."""
    dates = ObjectProperty(None, allownone=True)
    language = StringProperty("nl")
    title = StringProperty("")
    """Stands in the head of the corner."""
    room = ObjectProperty(None, allownone=True)

    def __init__(self, room: StaffRoom, **kwargs: object) -> None:
        super().__init__(room=room, **kwargs)

    @property
    def staff(self) -> StaffRoom:
        """What staff may do, and what is known."""
        room: StaffRoom = self.room
        return room

    @property
    def exhibit(self) -> Exhibit:
        """What is on the glass now, under the corner."""
        return self.staff.exhibit

    def show(self, page: Any) -> None:
        """Bring the properties up to this page, in the language and theme of now."""
        raise NotImplementedError

    def back(self) -> None:
        """To the page before."""
        self.staff.corner.back()

    def trouble(self) -> str:
        """Why the last thing that was asked for could not be done; empty if it could."""
        if self.staff.failed is None:
            return ""
        return str(
            self.say("That did not work. Please try again. Does it not help? Tell the coordinator.")
        )


def put_in(layout: Any, things: list[Thing], pressed: Callable[[int, Any], object]) -> list[Thing]:
    """Put `things` in a layout; `pressed` hears the number of one, and the thing itself."""
    for number, thing in enumerate(things):
        thing.fbind("on_release", pressed, number)
        layout.add_widget(thing)
    return things


class StickPage(CornerPage):
    """A page about what is on a stick, or goes on it."""

    message = ObjectProperty(Message(), rebind=True)
    """What there is to say first."""
    going = ObjectProperty(Message(), rebind=True)
    """Whether the stick may be taken out, under what came of it."""
    may_eject = BooleanProperty(False)

    def show_stick(self, message: Message) -> None:
        """Say this, and whether the stick may go."""
        going, sticks = messages.going(self), self.staff.sticks
        self.message = message
        self.going = going if going.text != message.text else Message()
        here = sticks.stick is not None and sticks.stick.drive.path is not None
        self.may_eject = here and not sticks.busy and not sticks.may_go


class MessageCallout(Callout):
    """A message, large."""

    message = ObjectProperty(Message(), rebind=True)
