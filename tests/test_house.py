"""The rules of the house that no other tool looks after."""

import ast
import fnmatch
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOP = {
    ".ci",
    ".gitignore",
    ".pre-commit-config.yaml",
    "LICENSE",
    "README.md",
    "assets",
    "content",
    "kiosk",
    "packaging",
    "pyproject.toml",
    "tests",
}
LONGEST_LINES = 400
SCREENS = ROOT / "kiosk" / "ui" / "screens"
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
    )
)
"""In pieces, so that this file holds none of them either."""


def ignored(path: Path) -> bool:
    """Whether git is told to leave this path alone."""
    rules = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    names = [*path.relative_to(ROOT).parts, path.relative_to(ROOT).as_posix()]
    return any(
        fnmatch.fnmatch(name, rule.strip("/"))
        for rule in rules
        if rule and not rule.startswith("#")
        for name in names
    )


def kept_by_git() -> list[Path] | None:
    """Every file that git keeps here; None where there is no git, or this is no checkout."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    try:
        names = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    return [ROOT / name for name in names.decode().split("\0") if name]


def files() -> list[Path]:
    """Every file of the checkout that is ours.

    What somebody made beside it, as the pictures of a demonstration, is theirs.
    """
    kept = kept_by_git()
    if kept is None:  # then it is a copy of what git kept
        kept = [path for path in ROOT.rglob("*") if not ignored(path)]
    return [path for path in sorted(kept) if path.is_file()]


def named(paths: list[Path]) -> list[str]:
    """Paths as they are called in the checkout."""
    return [path.relative_to(ROOT).as_posix() for path in paths]


def test_the_top_of_the_house_holds_what_is_designed_and_nothing_else() -> None:
    """Whoever opens the checkout finds the same few names as in the README's map."""
    assert {path.relative_to(ROOT).parts[0] for path in files()} <= TOP


def test_no_file_holds_the_address_of_a_registry() -> None:
    """Where packages come from is the business of the machine, not of a file here."""
    guilty = []
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content and any(host.encode() in content for host in REGISTRIES):
            guilty.append(path)
    assert named(guilty) == []


def pins() -> dict[str, str]:
    """The version of each package in the constraints, by its normal name."""
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    return {
        normal(name): version
        for name, version in (line.split("==") for line in lines if line and line[0] != "#")
    }


def normal(name: str) -> str:
    """A package's name as registries compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_constraints_are_exact_versions_and_nothing_else() -> None:
    """One line for one package, in order: a difference is easy to read, and no address slips in."""
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("#")]
    assert [line for line in kept if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    assert [normal(line.split("==")[0]) for line in kept] == sorted(pins())


def test_every_package_that_is_asked_for_is_pinned() -> None:
    """What was tested is what is installed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *(one for extra in project["project"]["optional-dependencies"].values() for one in extra),
        *project["build-system"]["requires"],
    ]
    names = {normal(re.split(r"[\s<>=!~;\[]", one, maxsplit=1)[0]) for one in asked}
    assert names - pins().keys() == {project["project"]["name"]}  # with extras of its own


def test_a_module_says_what_it_is_and_is_not_too_long() -> None:
    """A newcomer reads a module's first sentence, and then the module in one sitting."""
    guilty = []
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        source = path.read_text("utf-8")
        if not ast.get_docstring(ast.parse(source)) or len(source.splitlines()) > LONGEST_LINES:
            guilty.append(path)
    assert named(guilty) == []


def test_every_screen_is_two_files_of_one_name() -> None:
    """Looks stand in the .kv beside the .py, for every screen."""
    python = {path.stem for path in SCREENS.glob("*.py")} - {"__init__"}
    assert python == {path.stem for path in SCREENS.glob("*.kv")}
    assert python


def test_nothing_on_the_glass_needs_a_stencil() -> None:
    """Where a program draws, the window has none: what scrolls or is cut by one is drawn wrongly.

    `display.flat_visual` chooses such a window; Kivy's own scrolling views push stencils.
    """
    needy = re.compile(r"\b(Stencil\w+|ScrollView|Carousel|Scatter\w*)\b")
    ours = [path for path in files() if path.is_relative_to(ROOT / "kiosk" / "ui")]
    texts = {path: path.read_text("utf-8") for path in ours if path.suffix in {".py", ".kv"}}
    assert len(texts) > 50
    assert named([path for path, text in texts.items() if needy.search(text)]) == []


def test_the_scripts_can_be_started() -> None:
    """Each script at home and in CI is executable, whatever the checkout went through."""
    scripts = [
        path
        for path in [*(ROOT / "packaging").iterdir(), ROOT / ".ci" / "run"]
        if path.is_file() and path.read_bytes().startswith(b"#!")
    ]
    assert {path.name for path in scripts} >= {"demo", "test", "wheel", "run"}
    assert named([path for path in scripts if not path.stat().st_mode & 0o111]) == []


def test_no_two_files_of_tests_have_one_name() -> None:
    """Folders of tests are no packages: of two modules with one name pytest takes in neither."""
    names = [path.name for path in files() if path.match("tests/**/test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_the_walks_through_the_house_lead_over_what_is_there() -> None:
    """Whoever follows a pack, a sign-up, a touch or a photo through the code finds each step."""
    page = (ROOT / "packaging" / "HOUSE.md").read_text("utf-8")
    steps = re.findall(r"`([a-z_]+(?:\.\w+){1,4})`", page)
    lost = [step for step in steps if not step.endswith((".py", ".po")) and not _is_there(step)]
    assert len(steps) > 40
    assert lost == []


def _is_there(step: str) -> bool:
    """Whether `module.function` or `module.Class.method` is in the code; nothing is imported."""
    parts = step.split(".")
    for length in range(len(parts) - 1, 0, -1):
        module = (ROOT / "kiosk").joinpath(*parts[:length]).with_suffix(".py")
        if module.exists():
            body = ast.parse(module.read_text("utf-8")).body
            for name in parts[length:]:
                found = [
                    node
                    for node in body
                    if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name
                ]
                if not found:
                    return False
                body = found[0].body
            return True
    return False
