"""The exhibit that ships in another Arabic: made-up words of the right kind and length.

Names of places and cooperatives stay Dutch, as they would. There are addresses, telephone numbers,
hours, brackets and bold words in it: all that can be turned around where it must not.
"""

from __future__ import annotations

import json
from itertools import cycle
from typing import TYPE_CHECKING, Any

from kiosk.exhibit import prepared as reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.exhibit.prepared import Prepared

TITLE = "تسع تعاونيات اجتماعية"
WORDS = {
    "right": [
        "السكن",
        "العمل",
        "الرعاية",
        "التعليم",
        "الغذاء",
        "الطاقة",
        "النقل",
        "الدخل",
        "اللقاء",
    ],
    "summary": [
        "نُصلح بيتًا معًا ونعيش فيه معًا",
        "عمل حقيقي لمن لا يجد عملاً",
        "الجيران يعتنون بالجيران",
        "نتعلم اللغة من بعضنا (مجانًا)",
        "حديقة خضار للحي كله",
    ],
    "introduction": [
        "أصلح ستة أشخاص معًا بيتًا فارغًا. وهم يعيشون فيه الآن بإيجار منخفض في Horst aan de Maas.",
    ],
    "text": ["كان عندي صندوقان وكلبان، ولم يكن عندي عنوان.", "ادعوني إلى ورشات العمل."],
    "who": ["Marijke، إحدى الساكنات"],
    "caption": ["من يمرّ من هنا يراه الجميع.", "يوم السبت نعمل معًا من 9:30 إلى 12:00."],
    "description": ["كلبان بنيان يطلان من النافذة."],
    "promise": [
        "السكان يغيّرون العمل الاجتماعي. إلى أين يصلون مع Initiatief NU (INU)؟",
    ],
    "role": ["المنظِّم"],
    "note": ["اليوم الأخير غير معروف بعد."],
}
SENTENCES = [
    "في الممر مفتاح معلق بشريط أحمر. ",
    "وهو يفتح الباب الأمامي والمخزن وغرفة الغسيل. ",
    "عمر Marijke الآن 58 عامًا، وقد بحثت 9 أشهر عن بيت صغير. ",
    "من عنده سؤال يكتب إلى info@voorbeeld.nl أو يتصل على 06 12 34 56 78. ",
    "في عام 2016 بدأ العمل مع البلدية (Gemeente Peel en Maas (PenM)) ومع الجيران. ",
    "كل أسبوع، من 13:30 إلى 17:00، يأتي عشرون شخصًا يحبون العمل بأيديهم ويتعلم بعضهم من بعض. ",
]
STORY = "المفتاح والشريط الأحمر"


def in_arabic(prepared: Prepared, folder: Path) -> Prepared:
    """The exhibit with this Arabic as its first language, in an empty `folder`."""
    raw = json.loads((prepared.folder / reading.NAME).read_text("utf-8"))
    turns = {key: cycle(words) for key, words in WORDS.items()}
    raw.pop("speech", None)  # it says other words
    translated = _translated(raw, "", turns, cycle(SENTENCES))
    translated["languages"] = ["ar", *(code for code in raw["languages"] if code != "ar")]
    folder.mkdir(exist_ok=True)
    (folder / reading.NAME).write_text(json.dumps(translated), "utf-8")
    (folder / "media").symlink_to(prepared.folder / "media")
    return reading.read(folder)


def _translated(
    part: Any, key: str, turns: dict[str, Iterator[str]], sentences: Iterator[str]
) -> Any:
    if isinstance(part, list):
        return [_translated(one, key, turns, sentences) for one in part]
    if not isinstance(part, dict):
        return part
    if "nl" in part:
        return {"ar": None} | part | {"ar": _in_arabic(part["nl"], key, turns, sentences)}
    return {name: _translated(one, name, turns, sentences) for name, one in part.items()}


def _in_arabic(words: Any, key: str, turns: dict[str, Iterator[str]], sentences: Any) -> Any:
    """What stands in the place of a Dutch text, or of blocks of them."""
    if isinstance(words, str):
        return TITLE if key == "title" else next(turns[key]) if key in turns else words
    if isinstance(words, dict):
        return {
            **words,
            "title": STORY,
            "blocks": _in_arabic(words["blocks"], key, turns, sentences),
        }
    if key == "captions":
        return [{**cue, "text": next(sentences).strip()} for cue in words]
    blocks = []
    for block in words:
        said = []
        for sentence in block["sentences"]:
            first, second, *rest = next(sentences).split(" ", 2)
            bold = {"text": f"{second} ", "emphasis": bool(sentence["runs"][1:])}
            runs = [{"text": f"{first} ", "emphasis": False}, bold]
            runs += [{"text": words, "emphasis": False} for words in rest]
            said.append({"runs": runs})
        said[-1]["runs"][-1]["text"] = said[-1]["runs"][-1]["text"].rstrip()
        blocks.append({**block, "sentences": said})
    return blocks
