"""What is on, what a stick offers, how the loading goes, and the way back to what was before."""

from collections.abc import Iterator

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.packs.offer import Offer
from kiosk.staff import pages
from kiosk.staff.pack_refusal import only_forgetting_helps
from kiosk.station import loading
from kiosk.ui.corner import messages
from kiosk.ui.corner.amounts import size
from kiosk.ui.corner.page import StickPage


class ContentPage(StickPage):
    """On the one side what visitors see, on the other what the stick has."""

    shown_title = StringProperty("")
    shown_line = StringProperty("")
    shown_publisher = StringProperty("")
    previous = StringProperty("")
    """Words of the way back; empty where there is none."""
    is_loading = BooleanProperty(False)
    fraction = NumericProperty(0.0)
    may_load = BooleanProperty(False)
    may_retry = BooleanProperty(False)
    may_forget = BooleanProperty(False)
    """Whether the stick was refused for what no other stick will mend: only then is it offered."""

    def show(self, _page: pages.ContentRoute) -> None:
        """Bring both sides up to now."""
        self.title = self.say("Content")
        self._show_on()
        self._show_stick()

    def _show_on(self) -> None:
        standing = self.staff.standing
        self.shown_line = self.shown_publisher = self.previous = ""
        if standing is None:
            self.shown_title = self.exhibit.title.into(self.language)
            return
        if standing.on is None:
            self.shown_title = self.exhibit.title.into(self.language)
            self.shown_line = self.say("This came with the program.")
        else:
            self.shown_title = standing.on.title_in(self.language)
            self.shown_line = messages.of_pack(self, standing.on)
            self.shown_publisher = standing.on.publisher
        if standing.previous is not None and not self.staff.turning:
            self.previous = self.say("Back to the one before")

    def _show_stick(self) -> None:
        staff = self.staff
        load = staff.sticks.load
        self.is_loading = isinstance(load, loading.Loading)
        self.may_load = False
        self.may_retry = isinstance(load, loading.Refused) and bool(staff.sticks.here)
        error = load.error if isinstance(load, loading.Refused) else None
        self.may_forget = only_forgetting_helps(error)
        self.show_stick(next(message for message in self._messages() if message.text))

    def _messages(self) -> Iterator[messages.Message]:
        """What there is to say of the stick, the most pressing first."""
        staff = self.staff
        sticks = staff.sticks
        yield messages.Message("info", self.trouble(), needs_somebody=True)
        if staff.turning:
            yield messages.Message("undo", self.say("One moment …"))
        if staff.turned is not None and not isinstance(sticks.load, loading.Refused):
            words = self.say("“{title}” is on the screen again.")
            title = staff.turned.title_in(self.language)
            yield messages.Message("check_circle", words.format(title=title))
        going = messages.going(self)
        came = messages.loaded(self, sticks.load)
        yield came
        if isinstance(sticks.load, loading.Loading):
            yield self._progress(sticks.load)
        if isinstance(sticks.load, loading.Looking):
            yield messages.Message("save", self.say("The kiosk looks at what is on the stick …"))
        if sticks.offer is not None:
            yield self._offer(sticks.offer)
        yield going
        yield messages.of_stick(self, sticks.stick)
        yield messages.Message("save", self.say("Put a stick with new content in this kiosk."))

    def _progress(self, load: loading.Loading) -> messages.Message:
        self.fraction = load.fraction
        done = self.say("{done} of {all}").format(
            done=size(load.done, self.language), all=size(load.all, self.language)
        )
        words = self.say("“{title}” is being loaded. Leave the stick in.")
        text = words.format(title=load.offer.title_in(self.language))
        line = self.say("You may leave this page: the exhibition goes on meanwhile.")
        return messages.Message("save", text, f"{done}\n{line}")

    def _offer(self, offer: Offer) -> messages.Message:
        on = self.staff.standing.on if self.staff.standing is not None else None
        if messages.is_on(offer, on):
            same = self.say("The content on this stick is on the screen already.")
            return messages.Message("check_circle", same)
        self.may_load = True
        who = self.say("Of {publisher}, version {version}").format(
            publisher=offer.publisher, version=offer.version
        )
        return messages.Message("save", messages.offered(self, offer), who)

    def ask_forget(self) -> None:
        """Follow the publisher no more? That is asked first."""
        self.staff.corner.go(pages.ContentRoute("forget"))

    def ask_back(self) -> None:
        """Back to the content before? That is asked first."""
        self.staff.corner.go(pages.ContentRoute("back"))
