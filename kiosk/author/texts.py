"""Texts that authors write in one or more languages, the exhibit's own first."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from kiosk.author import lengths
from kiosk.author.letters import quote
from kiosk.author.values import context_of, fault, tidy
from kiosk.exhibit import bounds, model
from kiosk.exhibit.model import Language


def _each(
    written: Mapping[str, Any], languages: tuple[str, ...], judge: Callable[[Any], str], own: str
) -> dict[str, str]:
    """What `judge` makes of each language's value, the exhibit's own first.

    Raises ValidationError with every refusal. The language `own` must be there, if there is one.
    """
    found: dict[str, str] = {}
    errors: list[InitErrorDetails] = []
    for language, typed in written.items():
        try:
            if languages and language not in languages:
                raise fault(
                    f"'{quote(language)}' is not among the exhibit's languages "
                    f"({', '.join(languages)})",
                    "add it to 'languages' in exhibit.yaml, or take this out",
                )
            found[language] = judge(typed)
        except PydanticCustomError as error:
            errors.append(InitErrorDetails(type=error, loc=(language,), input=typed))
    if own and own not in written:
        missing = f"this text is missing in the exhibit's own language, '{own}'"
        errors.append(InitErrorDetails(type=fault(missing, f"add '{own}: …'"), input=written))
    if errors:
        raise ValidationError.from_exception_data("text", errors)
    order = [language for language in languages if language in found] or list(found)
    return {language: found[language] for language in order}


def _per_language(value: Any, info: ValidationInfo, judge: Callable[[str], str]) -> dict[str, str]:  # noqa: ANN401
    """What `judge` makes of each text. A bare string is in the exhibit's own language."""
    languages = context_of(info).languages
    own = languages[0] if languages else ""

    def judged(typed: Any) -> str:  # noqa: ANN401
        if not isinstance(typed, str):
            kind = "list" if isinstance(typed, list) else "mapping"
            raise fault(f"a {kind}, where a text is due", "write words, or words per language")
        if not typed.strip():
            raise fault("an empty text", "write it, or take the line out if it is optional")
        return judge(typed)

    if not isinstance(value, Mapping):
        return {own or "nl": judged(value)}
    return _each(value, languages, judged, own)


def _at_most(length: int, where: str) -> PlainValidator:
    """Words on one line, of so many characters: more have no room `where` they are shown."""

    def judge(typed: str) -> str:
        words = tidy(typed)
        if len(words) > length:
            what = f"{len(words)} characters, where {where} has room for {length}"
            raise fault(what, "say it in fewer words")
        # What nobody can see is a fault of its own, with its line.
        return bounds.UNSEEN.sub("?", words)

    return PlainValidator(
        lambda value, info: model.Text(_per_language(value, info, judge)),
    )


def _markdown(value: Any, info: ValidationInfo) -> dict[str, str]:  # noqa: ANN401
    return _per_language(value, info, lambda typed: unicodedata.normalize("NFC", typed))


def _caption_files(value: Any, info: ValidationInfo) -> dict[str, str]:  # noqa: ANN401
    """One file per language."""
    advice = "write {nl: film.nl.vtt}"
    if not isinstance(value, Mapping):
        raise fault("captions are one file per language", advice)

    def judge(name: Any) -> str:  # noqa: ANN401
        if not isinstance(name, str) or not name.strip():
            raise fault("no file is named", advice)
        return name

    return _each(value, context_of(info).languages, judge, "")


_FILES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "string", "minLength": 1},
    "propertyNames": {"pattern": "^[a-z]{2}$"},
}
_IN_LANGUAGES = WithJsonSchema(
    {"anyOf": [{"type": "string", "minLength": 1}, _FILES_SCHEMA | {"minProperties": 1}]}
)

Summary = Annotated[model.Text, _at_most(bounds.SUMMARY, "a card"), _IN_LANGUAGES]
Title = Annotated[model.Text, _at_most(bounds.TITLE, "a title"), _IN_LANGUAGES]
Right = Annotated[model.Text, _at_most(bounds.RIGHT, "the label"), _IN_LANGUAGES]
Saying = Annotated[model.Text, _at_most(bounds.SAYING, "the glass"), _IN_LANGUAGES]
Introduction = Annotated[model.Text, _at_most(bounds.INTRODUCTION, "the glass"), _IN_LANGUAGES]
Box = Annotated[model.Text, _at_most(bounds.PURPOSE, "a box"), _IN_LANGUAGES]
Caption = Annotated[model.Text, _at_most(lengths.CAPTION, "the glass"), _IN_LANGUAGES]
Description = Annotated[model.Text, _at_most(lengths.DESCRIPTION, "a description"), _IN_LANGUAGES]
Who = Annotated[model.Text, _at_most(lengths.WHO, "the glass"), _IN_LANGUAGES]
Role = Annotated[model.Text, _at_most(lengths.ROLE, "the glass"), _IN_LANGUAGES]
Note = Annotated[model.Text, _at_most(lengths.NOTE, "the glass"), _IN_LANGUAGES]
Promise = Annotated[model.Text, _at_most(lengths.PROMISE, "the glass"), _IN_LANGUAGES]
Markdown = Annotated[dict[Language, str], PlainValidator(_markdown), _IN_LANGUAGES]
"""As it was typed, with its lines."""
CaptionFiles = Annotated[
    dict[Language, str], PlainValidator(_caption_files), WithJsonSchema(_FILES_SCHEMA)
]
