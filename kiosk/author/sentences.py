# ruff: noqa: RUF001 - this is about marks and letters that look alike
"""Text cut into sentences: the units that are read aloud and marked.

Cutting loses nothing: the sentences joined are the text, character for character, and the white
space between two sentences belongs to the first. In doubt two sentences stay one: that reads
better than one sentence in two pieces. Dutch and English are served best; German, Polish and
Ukrainian decently; for other languages the abbreviations of all of these are used.
"""

import re
from collections.abc import Iterator
from functools import cache

_END = re.compile(r"(?<![.!?…؟。！？])[.!?…؟。！？]++[)\]}\"'’”“»›]*+(?:\s+|(?<=[。！？])(?=\S))")
_NEAR = 80
"""How far to look, in characters: no abbreviation or month is longer."""
_OPENING = "([{\"'‘’“”„«»‹›¿¡–—- "
_CLOSING = ")]}\"'’”“»›"
_SMALL_START = re.compile(r"['’](?:s|t|n|k|m)\s+", re.IGNORECASE)
"""Dutch sentences may begin "'s Avonds" or "'t Is"."""
_MAY_END = frozenset({"a.m", "e.a", "e.d", "enz", "etc", "itd", "itp", "p.m", "tzn", "usw", "тощо"})
"""Abbreviations that often stand last: a capital after them begins a sentence."""

_ABBREVIATIONS = {
    "nl": (
        "a.u.b aanw afb afd alg art bijl bijv blz bv ca cf cq c.q d.d d.m.v d.w.z dhr dr drs ds dw "
        "enigsz ev evt excl fa fam fig geb gebr get gem globaal hfst i.c i.h.a i.p.v i.s.m i.t.t "
        "i.v.m incl ing inz ir jhr jkvr jl jr kol lic m.a.w m.b.t m.b.v m.i.v m.m.v m.n m.u.v max "
        "mej mevr min mr mw mgr n.a.v nl no nr nrs o.a o.b.v o.g.v o.i.d o.l.v o.m o.v.v ong opm "
        "par pag plm prof red resp s.v.p secr sr st t.a.v t.b.v t.e.m t.g.v t.h.v t.m t.n.v t.o.v "
        "t.w t.z.t tel v.a v.d v.h v.l.n.r vgl vnl voorz vs w.o wnd z.g z.o.z zgn zg"
    ),
    "en": (
        "al approx apt assn ave bros capt cf co col corp dept dr ed eds e.g esp est fig figs ft "
        "gen gov hon i.e inc jan feb mar apr jun jul aug sep sept oct nov dec jr ltd maj messrs "
        "mr mrs ms mt no nos op p pp prof rep rev sec sen sgt sr st vol vs viz"
    ),
    "de": (
        "abb abs allg anm art bd bspw bzgl bzw ca d.h dipl dr ebd einschl etc evtl fa ff fr frl "
        "geb gegr gest ggf hr hrn hrsg i.d.r inkl insb jh jhd kap lt max min mind mio mrd nr o.ä "
        "prof s.o s.u sog st str tel u.a u.u v.a vgl z.b z.t z.zt zzgl zz"
    ),
    "pl": (
        "ang art bł dr doc dot dyr gen godz hab im inż itd itp jw kpt ks lek lic ło m.in mgr min "
        "mjr nr np ob ok os par pkt pl płk pol por pow poz prof przyp r red rep rys s sp str św "
        "tab tel tj tys tzn tzw ul ur w woj wyd zob zł"
    ),
    "uk": (
        "акад англ буд вид вул гр грн див доц зав заст ім інж кв коп мал м млн млрд напр обл о п "
        "пл пор пос просп проф р рис рр с св см стор ст т табл тел тис тобто т.д т.зв т.п ц"
    ),
}
_AFTER_ORDINALS = (
    "januar jänner februar märz april mai juni juli august september oktober november dezember "
    "jahrhundert jahrhunderts"
)
"""German writes ordinals with a full stop: "am 3. Oktober", "im 19. Jahrhundert"."""


def split(text: str, language: str) -> list[str]:
    """The sentences of `text`, in order; joined they are the text itself. Empty for no text."""
    shortened = _shortened(language)
    sentences = []
    begin = 0
    for match in _END.finditer(text):
        if match.end() < len(text) and _ends(text, begin, match, language, shortened):
            sentences.append(text[begin : match.end()])
            begin = match.end()
    if begin < len(text):
        sentences.append(text[begin:])
    return sentences


@cache
def _shortened(language: str) -> frozenset[str]:
    """The abbreviations of a language, or of all that are known."""
    chosen = _ABBREVIATIONS.get(language)
    known: Iterator[str] = iter([chosen] if chosen else _ABBREVIATIONS.values())
    return frozenset(word for words in known for word in words.split())


def _ends(
    text: str, begin: int, match: re.Match[str], language: str, shortened: frozenset[str]
) -> bool:
    """Whether the sentence that began at `begin` ends at these marks."""
    rest = text[match.end() : match.end() + _NEAR].lstrip(_OPENING)
    small = _SMALL_START.match(text, match.end())
    following = text[small.end() : small.end() + 1] if small else rest[:1]
    if not following or following.islower():
        return False
    marks = match.group().rstrip().rstrip(_CLOSING)
    if marks != ".":
        return True
    before = text[max(begin, match.start() - _NEAR) : match.start()].rsplit(maxsplit=1)
    word = before[-1].lstrip(_OPENING) if before else ""
    if len(word) == 1 and word.isupper():
        return False
    if word.isdecimal() and len(word) <= 2 and language == "de":
        following = "".join(rest.split(maxsplit=1)[:1]).strip(".,;:").casefold()
        return following not in _AFTER_ORDINALS.split()
    folded = word.casefold()
    return folded in _MAY_END or not (folded in shortened or _initials(word))


def _initials(word: str) -> bool:
    """Whether a word is made of initials, such as "J.R" in "J.R. Tolkien"."""
    parts = word.split(".")
    return len(parts) > 1 and all(len(part) == 1 and part.isupper() for part in parts)
