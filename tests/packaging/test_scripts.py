"""packaging/demo and what it shares: it says what is wrong before it installs anything."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETUP = ROOT / "packaging" / "setup"
DEMO = ROOT / "packaging" / "demo"

pytestmark = pytest.mark.skipif(shutil.which("sh") is None, reason="there is no POSIX shell")


class Machine:
    """A machine with only the programs that a test gives it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir()
        # Called by their own names, never linked: what a test writes here stays here.
        for name in ("sh", "cat", "dirname", "env", "grep", "tr", "cut", "sha256sum"):
            self.have(name, f'exec {shutil.which(name)} "$@"')

    def have(self, name: str, script: str) -> None:
        """Put a program on the machine."""
        program = self._folder / name
        with program.open("x", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def have_apt(self, apt: str = "exit 100", *, user: int = 0, dpkg: str | None = None) -> None:
        """Put an installer on it, and somebody at it; 0 is root."""
        self.have("dpkg-query", dpkg or DPKG)
        self.have("apt-get", apt)
        self.have("id", f"echo {user}")

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command here; words and results together."""
        return subprocess.run(
            command,
            env={"PATH": str(self._folder), **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def call(self, function: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Call a function of packaging/setup."""
        script = f'set -eu; root={self._folder}; . "{SETUP}"; {function}'
        return self.run("sh", "-c", script, **environment)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without Python, without packages."""
    return Machine(tmp_path / "bin")


def test_without_a_screen_the_demo_tells_the_other_way(machine: Machine) -> None:
    """In a few lines; so is its help."""
    done = machine.run("sh", str(DEMO))
    assert done.returncode == 5
    assert "There is no screen here" in done.stdout
    assert "--headless 30 --shots DIR" in done.stdout
    done = machine.run("sh", str(DEMO), "--help")
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 4


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--headless"], "--headless needs a value"),
        (["--headless", "30", "--shots"], "--shots needs a value"),
        (["--headless", "soon", "--shots", "x"], "a number of seconds, not 'soon'"),
        (["--headless=30"], "go together"),
        (["--shots=x"], "go together"),
    ],
)
def test_a_demo_that_was_asked_for_wrongly_says_how(
    machine: Machine, options: list[str], sentence: str
) -> None:
    """Wrong usage is exit code 2, and a sentence."""
    done = machine.run("sh", str(DEMO), *options, DISPLAY=":0")
    assert done.returncode == 2
    assert sentence in done.stdout


def test_without_a_python_that_fits_one_sentence_says_which(machine: Machine) -> None:
    """One that fits is found behind one that does not; one that was named is not replaced."""
    machine.have("python3", "exit 1")
    done = machine.call("set_up run")
    assert done.returncode == 5
    assert "The kiosk needs Python 3.11, 3.12 or 3.13" in done.stdout
    machine.have("python3.12", "exit 0")
    assert machine.call("find_python").stdout == "python3.12\n"
    machine.have("python3.9", "exit 1")  # though one that fits is there
    done = machine.call("set_up run", PYTHON="python3.9")
    assert done.returncode == 5
    assert "PYTHON=python3.9 is no Python 3.11, 3.12 or 3.13." in done.stdout


DPKG = """
for name; do
    case $name in
        libegl1 | libmtdev1t64) echo installed ;;
        libgl1) echo config-files ;;
    esac
done
"""
TELLS = 'echo "apt-get $*" >&2'
PATIENT = "-o DPkg::Lock::Timeout=600"
"""How apt-get is told to wait for a lock that another program holds."""


def test_only_what_is_missing_is_installed(machine: Machine) -> None:
    """Once, and by its new name where it has one."""
    machine.have_apt(TELLS)
    done = machine.call("need libegl1 libgl1 libmtdev1; need libegl1; need libgles2")
    assert [line for line in done.stdout.splitlines() if line.startswith("apt-get")] == [
        f"apt-get {PATIENT} update -qq",
        f"apt-get {PATIENT} install -y -qq --no-install-recommends libgl1",
        f"apt-get {PATIENT} install -y -qq --no-install-recommends libgles2",
    ]
    machine.have("apt-cache", 'test "$2" = libasound2t64')
    done = machine.call("need libasound2 libgles2")
    assert done.stdout.endswith("--no-install-recommends libasound2t64 libgles2\n")


def test_all_that_is_missing_is_told_at_once(machine: Machine) -> None:
    """Who must ask somebody else to install it asks once: Python is on the same line."""
    machine.have_apt(user=1000, dpkg="exit 1")
    done = machine.call("set_up run")
    assert done.returncode == 5
    [line] = [line for line in done.stdout.splitlines() if "As root:" in line]
    assert {"python3-venv", "libgl1", "libasound2"} <= set(line.split())


def test_who_is_not_root_uses_sudo(machine: Machine) -> None:
    """Only the installing is done as root."""
    machine.have_apt(TELLS, user=1000)
    machine.have("sudo", 'echo "sudo $*" >&2; "$@"')
    done = machine.call("need libgles2")
    assert done.returncode == 0
    assert (
        f"sudo env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get {PATIENT} install" in done.stdout
    )


def test_one_package_that_is_not_to_be_had_keeps_no_other_out(machine: Machine) -> None:
    """What only some tests need is fetched at once, or else one by one; only the rest is missed."""
    machine.have_apt(
        """for name; do case $name in chromium) exit 100 ;; esac; done
for name; do case $name in age | fiu-utils) : >"${0%apt-get}dpkg-query-$name" ;; esac; done""",
        dpkg='for name; do test ! -e "$0-$name" || echo installed; done',
    )
    done = machine.call("need_or_skip age chromium fiu-utils; need_or_skip fiu-utils")
    assert done.returncode == 0
    assert [line for line in done.stdout.splitlines() if line.startswith("Not installed")] == [
        "Not installed, so some tests are skipped: chromium"
    ]


SKIPPED = "Not installed, so some tests are skipped: "
NOT_TO_BE_HAD = {
    "who has no sudo hears what to ask for": (
        (1000, "need libgles2 libgl1", ""),
        (5, ["there is no sudo", "As root: apt-get install libgles2 libgl1"]),
    ),
    "and hears it once, not for every package": (
        (1000, "need_or_skip age chromium; echo on", ""),
        (0, ["there is no sudo", f"{SKIPPED}age chromium", "\non\n"]),
    ),
    "what only some tests need is no reason to stop": (
        (0, "need_or_skip forensics-samples-files; echo on", ""),
        (0, [f"{SKIPPED}forensics-samples-files", "\non\n"]),
    ),
    "in CI nobody reads along, and it ends": (
        (0, "need_or_skip age; echo on", "true"),
        (5, ["Not installed, and with CI set no test is skipped: age\n"]),
    ),
}


@pytest.mark.parametrize(("given", "told"), NOT_TO_BE_HAD.values(), ids=NOT_TO_BE_HAD.keys())
def test_what_is_not_to_be_had_is_told(
    machine: Machine, given: tuple[int, str, str], told: tuple[int, list[str]]
) -> None:
    """Each in one sentence, with the packages, and with the command where there is one."""
    (user, call, ci), (code, sentences) = given, told
    machine.have_apt(user=user)
    done = machine.call(call, CI=ci)
    assert done.returncode == code
    assert [done.stdout.count(sentence) for sentence in sentences] == [1] * len(sentences)
    assert done.stdout.endswith(sentences[-1]) or code == 5


BUSY = """
test "$3" = install || exit 0
echo "$*" >>"$0.calls"
if [ "$(grep -c . "$0.calls")" -gt 3 ]; then exit 0; fi
echo 'E: Could not get lock /var/cache/apt/archives/lock. It is held by process 7 (apt-get)' >&2
exit 100
"""


def test_another_program_that_is_installing_is_waited_for(machine: Machine) -> None:
    """A new Ubuntu looks for updates by itself for minutes; who starts the demo then only waits."""
    machine.have_apt(BUSY)
    machine.have("sleep", "echo sleep >&2")
    done = machine.call("need_or_skip age; echo on", CI="")
    assert done.stdout.count("sleep") == 3
    assert done.stdout.count("Another program is installing packages; waiting for it.") == 1
    assert done.stdout.endswith("on\n")


def test_a_program_that_installs_for_ever_is_not_waited_for_as_long(machine: Machine) -> None:
    """After ten minutes the words of apt stand there, and which packages to ask for."""
    machine.have_apt("echo 'E: Unable to lock directory /var/lib/apt/lists/' >&2; exit 100")
    machine.have("sleep", ":")
    done = machine.call("lists_are_new=yes; need age")
    assert done.returncode == 5
    assert "E: Unable to lock directory" in done.stdout
    assert "As root: apt-get install age" in done.stdout
