"""JSON Schema of what authors write, so that their editors can help them."""

from collections.abc import Iterable
from typing import Any

from kiosk.author import documents
from kiosk.exhibit import model


def schema(icons: Iterable[str]) -> dict[str, Any]:
    """The schemas of `exhibit.yaml` and `cooperative.yaml`, with the names of all icons."""
    exhibit = documents.ExhibitSpec.model_json_schema()
    exhibit["properties"]["format"] = {"const": model.FORMAT, "title": "Format"}
    cooperative = documents.CooperativeSpec.model_json_schema()
    cooperative["properties"]["icon"] = {"enum": sorted(icons), "title": "Icon"}
    return {"exhibit": _without_null(exhibit), "cooperative": _without_null(cooperative)}


def _without_null(schema: Any) -> Any:  # noqa: ANN401 - JSON
    """A schema in which what is optional is left out, never written as null."""
    if isinstance(schema, list):
        return [_without_null(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {key: _without_null(value) for key, value in schema.items()}
    if plain.get("default", "") is None:
        del plain["default"]
    choices = [each for each in plain.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1:
        del plain["anyOf"]
        return {**choices[0], **plain}
    return {**plain, "anyOf": choices} if choices else plain
