"""`kiosk exhibit`: what an author types, and what comes back."""

import json
from pathlib import Path

import pytest
from cli.command import Command, process


@pytest.fixture
def mine(tmp_path: Path, kiosk: Command) -> Path:
    """An author's folder, fresh from `kiosk exhibit new`."""
    folder = tmp_path / "mine"
    assert kiosk("exhibit", "new", folder).code == 0
    return folder


def test_new_tells_what_it_wrote_and_what_to_do(tmp_path: Path, kiosk: Command) -> None:
    """The files stand on stdout, for scripts; the next command on stderr, for people."""
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "deep" / "mine", tmp_path / "empty"):
        said = kiosk("exhibit", "new", folder)
        assert all(Path(line).is_file() for line in said.out.splitlines())
        assert len(said.out.splitlines()) == 5
        assert said.told() == f"now: kiosk exhibit preview {folder}\n"


@pytest.mark.parametrize("there", ["exhibit.yaml", "notes.txt"])
def test_new_writes_over_nothing(tmp_path: Path, kiosk: Command, there: str) -> None:
    """Where something is already, nothing is written: an author's work is safe."""
    (tmp_path / there).write_text("precious", "utf-8")
    told = f"{tmp_path} is there already — name a folder that is empty or new\n"
    assert kiosk("exhibit", "new", tmp_path) == (2, "", told)
    assert [path.name for path in tmp_path.iterdir()] == [there]
    assert (tmp_path / there).read_text("utf-8") == "precious"


def test_new_under_a_file_is_told(tmp_path: Path, kiosk: Command) -> None:
    """A place where no folder can be is the machine's word, not a traceback."""
    (tmp_path / "file").touch()
    assert "could not be written" in kiosk("exhibit", "new", tmp_path / "file" / "mine").told(5)


def test_check_says_what_it_looked_at(mine: Path, kiosk: Command) -> None:
    """A new exhibit is sound, and says so in one line; a forgotten file is no fault."""
    told = "no faults: 1 cooperative, 1 photo, 0 films\n"
    assert kiosk("exhibit", "check", mine) == (0, told, "")
    (mine / "later.jpg").touch()
    forgotten = "later.jpg: nothing names this file\n"
    assert kiosk("exhibit", "check", mine) == (0, told, forgotten)


def test_check_names_every_fault_on_stderr(mine: Path, kiosk: Command) -> None:
    """All faults come at once, each with file, line and what to do; a script sees exit 3."""
    cooperative = mine / "cooperatives" / "moestuin" / "cooperative.yaml"
    text = cooperative.read_text("utf-8").replace("icon: eco", "icon: ecco")
    cooperative.write_text(text.replace("author: kiosk", "auteur: kiosk"), "utf-8")
    (mine / "cooperatives" / "moestuin" / "garden.jpg").write_bytes(b"")
    said = kiosk("exhibit", "check", mine)
    assert said.out == ""
    assert said.told(3).splitlines() == [
        ("cooperatives/moestuin/cooperative.yaml:13: unknown icon 'ecco' — did you mean 'eco'?"),
        (
            "cooperatives/moestuin/cooperative.yaml:32: "
            "unknown key 'auteur' — did you mean 'author'?"
        ),
        (
            "cooperatives/moestuin/garden.jpg:1: "
            "this is not a picture the kiosk reads — save it as JPEG, PNG or WebP"
        ),
    ]


def test_check_speaks_json(mine: Path, kiosk: Command) -> None:
    """A script reads the same faults, with the same numbers, as JSON."""
    assert json.loads(kiosk("exhibit", "check", "--json", mine).printed()) == {
        "faults": [],
        "cooperatives": 1,
        "photos": 1,
        "films": 0,
        "unused": [],
    }
    (mine / "exhibit.yaml").unlink()
    (fault,) = json.loads(kiosk("exhibit", "check", "--json", mine).printed(3))["faults"]
    assert (fault["file"], fault["line"], fault["what"]) == ("exhibit.yaml", 1, "missing")


def test_check_of_no_folder_is_a_fault(tmp_path: Path, kiosk: Command) -> None:
    """A mistyped folder is told as such."""
    assert "there is no such folder" in kiosk("exhibit", "check", tmp_path / "gone").told(3)


def test_schema_is_one_document(kiosk: Command) -> None:
    """An editor gets both schemas, and an author all icons, from one command."""
    schemas = json.loads(kiosk("exhibit", "schema").printed())
    assert set(schemas) == {"exhibit", "cooperative"}
    assert "eco" in schemas["cooperative"]["properties"]["icon"]["enum"]


HEAVY = {"kivy", "ffpyplayer", "yaml", "PIL", "fontTools", "babel", "webvtt"}


@pytest.mark.parametrize(
    ("command", "asleep"),
    [
        (["--help"], {*HEAVY, "pydantic"}),
        (["exhibit", "--help"], HEAVY),  # newer Typers read options with pydantic themselves
        (["exhibit", "check", "--help"], HEAVY),
    ],
)
def test_help_is_quick(command: list[str], asleep: set[str]) -> None:
    """Asking for help wakes neither window, film player nor YAML reader."""
    program = (
        "import sys; from kiosk.cli import main; code = main(sys.argv[1:]); "
        "print(*sys.modules, sep='\\n', file=sys.stderr); sys.exit(code)"
    )
    done = process("-c", program, *command)
    assert "Usage" in done.stdout
    assert not asleep & set(done.stderr.splitlines())


def test_prepare_makes_an_exhibit_ready_to_show(mine: Path, tmp_path: Path, kiosk: Command) -> None:
    """The prepared exhibit lies where it was asked for, and a script hears where."""
    to = tmp_path / "ready"
    assert kiosk("exhibit", "prepare", mine, "--to", to).printed() == f"{to}\n"
    assert json.loads((to / "exhibit.json").read_text("utf-8"))["id"] == "my-exhibit"


def test_prepare_refuses_what_check_refuses(mine: Path, tmp_path: Path, kiosk: Command) -> None:
    """An exhibit with faults is not prepared, not even in part."""
    (mine / "cooperatives" / "moestuin" / "garden.jpg").write_bytes(b"")
    to = tmp_path / "ready"
    told = kiosk("exhibit", "prepare", mine, "--to", to).told(3)
    assert "garden.jpg:1: this is not a picture" in told
    assert not (to / "exhibit.json").exists()
