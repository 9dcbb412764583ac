"""Texts that authors write in one or more languages, the exhibit's own first."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from kiosk.author import limits
from kiosk.author.letters import shown
from kiosk.author.values import context_of, fault, tidy
from kiosk.exhibit import bounds, model
from kiosk.exhibit.model import Language


def _per_language(value: Any, info: ValidationInfo) -> dict[str, Any]:  # noqa: ANN401
    """One value per language, the exhibit's own first. A bare string is in the exhibit's own."""
    languages = context_of(info).languages
    own = languages[0] if languages else "nl"
    if not isinstance(value, Mapping):
        return {own: _typed_text(value)}
    found: dict[str, str] = {}
    errors: list[InitErrorDetails] = []
    for language, typed in value.items():
        if languages and language not in languages:
            errors.append(_at(language, value, *_unlisted(language, languages)))
            continue
        try:
            found[language] = _typed_text(typed)
        except PydanticCustomError as error:
            errors.append(InitErrorDetails(type=error, loc=(language,), input=typed))
    if languages and own not in value:
        errors.append(
            InitErrorDetails(
                type=fault(
                    f"this text is missing in the exhibit's own language, '{own}'",
                    f"add '{own}: …'",
                ),
                loc=(),
                input=value,
            )
        )
    if errors:
        raise ValidationError.from_exception_data("text", errors)
    order = [language for language in languages if language in found] or list(found)
    return {language: found[language] for language in order}


def _typed_text(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str):
        kind = "list" if isinstance(value, list) else "mapping"
        raise fault(f"a {kind}, where a text is due", "write words, or words per language")
    if not value.strip():
        raise fault("an empty text", "write it, or take the line out if it is optional")
    return value


def _unlisted(language: str, languages: tuple[str, ...]) -> tuple[str, str]:
    return (
        f"'{shown(language)}' is not among the exhibit's languages ({', '.join(languages)})",
        "add it to 'languages' in exhibit.yaml, or take this out",
    )


def _at(key: str, value: Any, what: str, advice: str) -> InitErrorDetails:  # noqa: ANN401
    return InitErrorDetails(type=fault(what, advice), loc=(key,), input=value)


def _text(value: Any, info: ValidationInfo) -> model.Text:  # noqa: ANN401
    words = {language: tidy(text) for language, text in _per_language(value, info).items()}
    long = [
        _at(
            language,
            text,
            f"{len(text)} characters, where there is room for {bounds.LINE}",
            "say it in fewer words",
        )
        for language, text in words.items()
        if len(text) > bounds.LINE
    ]
    if long:
        raise ValidationError.from_exception_data("text", long)
    # What nobody can see is a fault of its own, with its line.
    return model.Text({language: bounds.UNSEEN.sub("?", text) for language, text in words.items()})


def _markdown(value: Any, info: ValidationInfo) -> dict[str, str]:  # noqa: ANN401
    return {
        language: unicodedata.normalize("NFC", text)
        for language, text in _per_language(value, info).items()
    }


def _at_most(length: int, where: str) -> AfterValidator:
    """Refuse text of more than `length` characters, which has no room `where` it is shown."""

    def short(text: model.Text) -> model.Text:
        errors = [
            _at(
                language,
                words,
                f"{len(words)} characters, where {where} has room for {length}",
                "say it in fewer words",
            )
            for language, words in text.root.items()
            if len(words) > length
        ]
        if errors:
            raise ValidationError.from_exception_data("text", errors)
        return text

    return AfterValidator(short)


def _caption_files(value: Any, info: ValidationInfo) -> dict[str, str]:  # noqa: ANN401
    """One file per language."""
    if not isinstance(value, Mapping):
        raise fault("captions are one file per language", "write {nl: film.nl.vtt}")
    languages = context_of(info).languages
    errors: list[InitErrorDetails] = []
    for language, name in value.items():
        if languages and language not in languages:
            errors.append(_at(language, value, *_unlisted(language, languages)))
        elif not isinstance(name, str) or not name.strip():
            errors.append(_at(language, name, "no file is named", "write {nl: film.nl.vtt}"))
    if errors:
        raise ValidationError.from_exception_data("captions", errors)
    order = [language for language in languages if language in value] or list(value)
    return {language: value[language] for language in order}


_TEXT_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "additionalProperties": {"type": "string", "minLength": 1},
            "propertyNames": {"pattern": "^[a-z]{2}$"},
            "minProperties": 1,
        },
    ]
}
_FILES_SCHEMA: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {"type": "string", "minLength": 1},
    "propertyNames": {"pattern": "^[a-z]{2}$"},
}

Text = Annotated[model.Text, PlainValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
"""Words, on one line."""
Summary = Annotated[Text, _at_most(bounds.SUMMARY, "a card")]
Title = Annotated[Text, _at_most(bounds.TITLE, "a title")]
Right = Annotated[Text, _at_most(bounds.RIGHT, "the label")]
Saying = Annotated[Text, _at_most(bounds.SAYING, "the glass")]
Introduction = Annotated[Text, _at_most(bounds.INTRODUCTION, "the glass")]
Box = Annotated[Text, _at_most(bounds.PURPOSE, "a box")]
Caption = Annotated[Text, _at_most(limits.CAPTION, "the glass")]
Description = Annotated[Text, _at_most(limits.DESCRIPTION, "a description")]
Who = Annotated[Text, _at_most(limits.WHO, "the glass")]
Role = Annotated[Text, _at_most(limits.ROLE, "the glass")]
Note = Annotated[Text, _at_most(limits.NOTE, "the glass")]
Promise = Annotated[Text, _at_most(limits.PROMISE, "the glass")]
Markdown = Annotated[dict[Language, str], PlainValidator(_markdown), WithJsonSchema(_TEXT_SCHEMA)]
"""As it was typed, with its lines."""
CaptionFiles = Annotated[
    dict[Language, str], PlainValidator(_caption_files), WithJsonSchema(_FILES_SCHEMA)
]
