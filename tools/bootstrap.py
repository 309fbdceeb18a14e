"""Prepare this checkout: system libraries, a virtual environment in .venv, hash-locked packages.

Standard library only; runs with the system's python3 (3.11 or newer). A second run does nothing
but compare a stamp, in well under a second.

    python3 tools/bootstrap.py            what the program needs
    python3 tools/bootstrap.py --tests    also what the tests look with (poppler, qpdf, a card in software)

Exit codes: 0 ready, 1 something is missing and the message says what to run.
"""

from __future__ import annotations

import argparse
import ctypes
import ctypes.util
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements-dev.lock"
# where the packages of Debian, Fedora and macOS put the fonts; dermadocs/render/fonts.conf has the same list
FONTS = (
    Path("/usr/share/fonts/truetype/noto"),
    Path("/usr/share/fonts/google-noto"),
    Path("/usr/share/fonts/noto"),
    Path("/opt/homebrew/share/fonts"),
    Path("/usr/local/share/fonts/noto"),
)
TRIES = 3


@dataclass(frozen=True)
class Need:
    """One thing the system must provide, and the Debian package that brings it."""

    package: str
    present: Callable[[], bool]
    tests_only: bool = False


def library(name: str) -> Callable[[], bool]:
    """A check that the shared library `name` (as in -lname) can be loaded."""

    def present() -> bool:
        try:
            ctypes.CDLL(f"lib{name}.so.0")
        except OSError:  # macOS names it otherwise; asking the linker takes a second, so only then
            return sys.platform == "darwin" and ctypes.util.find_library(name) is not None
        return True

    return present


def program(name: str) -> Callable[[], bool]:
    """A check that the program `name` is on the PATH."""
    return lambda: shutil.which(name) is not None


def font(name: str) -> Callable[[], bool]:
    """A check that the font file `name` is installed. Pango crashes where no font is found at all."""
    return lambda: any((folder / name).is_file() for folder in FONTS)


NEEDS = (
    Need("libpango-1.0-0", library("pango-1.0")),
    Need("libpangoft2-1.0-0", library("pangoft2-1.0")),
    # without it fontTools subsets the fonts: about nine times slower, and other bytes
    Need("libharfbuzz-subset0", library("harfbuzz-subset")),
    Need("fonts-noto-core", font("NotoSerif-Regular.ttf")),
    Need("fonts-noto-mono", font("NotoSansMono-Regular.ttf")),
    Need("poppler-utils", program("pdftotext"), tests_only=True),
    Need("qpdf", program("qpdf"), tests_only=True),
    Need("chromium", program("chromium"), tests_only=True),
    Need("softhsm2", program("softhsm2-util"), tests_only=True),
    Need("opensc", program("pkcs11-tool"), tests_only=True),
)


def say(text: str) -> None:
    """Progress goes to stderr: stdout belongs to the command that follows."""
    print(text, file=sys.stderr, flush=True)


def run(command: list[str], tries: int = 1) -> bool:
    """Run `command`, again after a pause if it fails (registries have bad moments)."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for attempt in range(1, tries + 1):
        if subprocess.run(command, stdout=sys.stderr, env=environment).returncode == 0:
            return True
        if attempt < tries:
            say(f"  failed ({attempt} of {tries}), once more in {5 * attempt} s")
            time.sleep(5 * attempt)
    return False


def administrator() -> list[str] | None:
    """The prefix that gives apt-get its rights, or None when this user has none."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def system_packages(for_tests: bool) -> bool:
    """Install what is missing, or say the one line that does. Test tools are optional: their tests skip."""
    missing = [n for n in NEEDS if (for_tests or not n.tests_only) and not n.present()]
    if not missing:
        return True
    names = [n.package for n in missing]
    prefix = administrator()
    if shutil.which("apt-get") and prefix is not None:
        say(f"installing {', '.join(names)}")
        run([*prefix, "apt-get", "update", "-qq"], TRIES)
        run([*prefix, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *names], TRIES)
        missing = [n for n in missing if not n.present()]
    if missing:
        say("missing on this system: " + ", ".join(n.package for n in missing))
        say(f"  Debian, Ubuntu:  sudo apt-get install {' '.join(names)}")
        say(
            "  Fedora:          sudo dnf install pango harfbuzz google-noto-serif-fonts "
            "google-noto-sans-fonts google-noto-sans-mono-fonts poppler-utils qpdf softhsm opensc"
        )
        say("  macOS:           brew install pango harfbuzz font-noto-serif font-noto-sans poppler qpdf softhsm opensc")
    return all(n.tests_only for n in missing)


def digest_of(*paths: Path) -> str:
    """What a step was made from: change any of it, or the interpreter, and it is made again."""
    digest = hashlib.sha256(sys.version.encode())
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def once(stamp: Path, digest: str, step: Callable[[], bool]) -> bool:
    """Run `step` unless it already succeeded for `digest`."""
    if stamp.is_file() and stamp.read_text() == digest:
        return True
    if not step():
        return False
    stamp.write_text(digest)
    return True


def pip(*arguments: str, tries: int = 1) -> bool:
    """pip of the project's own environment."""
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    return run([*command, *arguments], tries)


def locked_packages() -> bool:
    """Create .venv afresh and install the locked packages into it."""
    say(f"preparing {VENV.name} (once)")
    if VENV.exists():
        shutil.rmtree(VENV)
    if not run([sys.executable, "-m", "venv", str(VENV)]):
        say("python3 cannot make virtual environments here: sudo apt-get install python3-venv")
        return False
    if not pip("--require-hashes", "-r", str(LOCK), tries=TRIES):
        say("the packages could not be installed: is the package index reachable?")
        return False
    return True


def this_project() -> bool:
    """Install this checkout itself, so that its code is used where it lies."""
    return pip("--no-deps", "--no-build-isolation", "-e", str(ROOT))


def compiled() -> bool:
    """Compile our own modules ahead: where Python may not keep what it compiled, every command would begin with it."""
    return run(
        [str(VENV / "bin" / "python"), "-m", "compileall", "-q", str(ROOT / "dermadocs"), str(ROOT / "signatures")]
    )


def environment() -> bool:
    """Bring .venv to what the lock and pyproject.toml ask for."""
    return (
        once(VENV / "packages.stamp", digest_of(LOCK), locked_packages)
        and once(VENV / "project.stamp", digest_of(ROOT / "pyproject.toml"), this_project)
        and compiled()
    )


def main() -> int:
    """Bring this checkout to the state in which every make target works."""
    parser = argparse.ArgumentParser(description="prepare this checkout")
    parser.add_argument("--tests", action="store_true", help="also what the tests look with")
    options = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - the system's python may be any
        say(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}")
        return 1
    return 0 if system_packages(options.tests) and environment() else 1


if __name__ == "__main__":
    sys.exit(main())
