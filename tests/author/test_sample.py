"""The sample an author begins with, and the schemas an editor reads."""

import json
import re
from pathlib import Path

import pytest
from author.starter import taking
from pydantic import BaseModel

from kiosk import paths
from kiosk.author import check, documents, sample, schema, source
from kiosk.exhibit import icons

README = Path(__file__).parents[2] / "content" / "README.md"


def test_the_sample_has_no_faults(tmp_path: Path) -> None:
    """Who begins with the sample begins with an exhibit that is whole, and uses every file."""
    names = sample.write(tmp_path / "mine")
    report = check.report(tmp_path / "mine")
    assert report.faults == ()
    assert report.unused == ()
    shipped = paths.assets().sample
    assert set(names) == {
        path.relative_to(shipped).as_posix() for path in shipped.rglob("*") if path.is_file()
    }


@pytest.mark.parametrize(
    ("shape", "file"),
    [
        (documents.ExhibitSpec, "exhibit.yaml"),
        (documents.CooperativeSpec, "cooperatives/moestuin/cooperative.yaml"),
    ],
)
def test_the_sample_shows_every_key(tmp_path: Path, shape: type[BaseModel], file: str) -> None:
    """Each key an author may write stands in the sample, if only in a comment."""
    sample.write(tmp_path)
    text = (tmp_path / file).read_text("utf-8")
    for key in shape.model_json_schema()["properties"]:
        assert re.search(rf"^(?:# )?{key}:", text, re.MULTILINE), key
    for definition in shape.model_json_schema()["$defs"].values():
        for key in definition.get("properties", ()):
            assert re.search(rf"[ {{]{key}:", text), key


def test_what_the_sample_shows_in_comments_is_sound_too(tmp_path: Path) -> None:
    """An author who takes the '#' away from the optional keys has a sound exhibit still."""
    text = (taking(tmp_path) / "exhibit.yaml").read_text("utf-8")
    text = re.sub(
        r"^( *)# (  )?(?=(link|address|opening|note|look|accent):)",
        r"\1\2",
        text,
        flags=re.MULTILINE,
    )
    text = text.replace("# look", "look")
    (tmp_path / "exhibit.yaml").write_text(text, "utf-8")
    read = source.read(tmp_path).exhibit
    assert read.look.accent == "#1F2430"
    assert read.contact.link
    assert read.places[0].opening
    assert list(read.signups.consent.text) == ["nl", "en"]


def test_the_schemas_know_every_key_and_icon() -> None:
    """An editor offers what the readers take: the same keys, the same icons, nothing else."""
    known = icons.names(paths.assets().icons)
    assert not any(name.endswith(icons.MIRRORED) for name in known)
    schemas = json.loads(json.dumps(schema.schema(known)))
    assert set(schemas) == {"exhibit", "cooperative"}
    assert schemas["cooperative"]["properties"]["icon"]["enum"] == sorted(known)
    assert "from" in schemas["exhibit"]["$defs"]["WorkshopSpec"]["properties"]
    assert schemas["exhibit"]["additionalProperties"] is False
    assert '"null"' not in json.dumps(schemas)


def test_the_schemas_tell_what_each_key_is() -> None:
    """Every key has a sentence for who writes it."""
    for each in schema.schema(["eco"]).values():
        for shape in (each, *each["$defs"].values()):
            for key, described in shape["properties"].items():
                assert (
                    "description" in described or "$ref" in described or key in {"format", "icon"}
                )


def test_the_format_page_names_every_key() -> None:
    """What authors may write is written down for them, all of it."""
    page = README.read_text("utf-8")
    for each in schema.schema(["eco"]).values():
        for shape in (each, *each["$defs"].values()):
            for key in shape["properties"]:
                assert re.search(rf"`{key}`|\b{key}:", page), key
