"""Gives the other scripts an environment with Hexapla in it. Standard library only; runs on any Python >= 3.11.

``python()`` gives the interpreter of ``.venv`` in the project's root, made and filled when needed (with `uv` if it is
there, else with `pip`); a stamp of what decides over it makes re-runs quick.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


def _interpreter() -> Path:
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def python(*groups: str) -> str:
    """The interpreter of an environment that holds Hexapla and the given dependency groups."""
    if sys.version_info < (3, 11):  # noqa: UP036  # whoever starts the script may have an older one
        sys.exit(f"Hexapla needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable})")
    built = ("pyproject.toml", "hatch_build.py", "src/hexapla/metrics/_native.c")
    content = (
        b"".join((ROOT / name).read_bytes() for name in built) + repr((sorted(groups), str(ROOT), sys.version)).encode()
    )
    wanted = hashlib.sha256(content).hexdigest()
    stamp = VENV / f"hexapla-{'-'.join(('core', *groups))}"
    if not _interpreter().exists() or not stamp.exists() or stamp.read_text() != wanted:
        _fill(groups)
        stamp.write_text(wanted)
    return str(_interpreter())


def _fill(groups: tuple[str, ...]) -> None:
    print(f"Preparing {VENV.relative_to(ROOT)} (a minute the first time)", file=sys.stderr, flush=True)
    uv = shutil.which("uv")
    if not _interpreter().exists():
        venv.create(VENV, with_pip=uv is None, clear=VENV.exists())
    packages = ["--editable", str(ROOT)]
    if uv:
        chosen = [part for group in groups for part in ("--group", group)]
        command = [uv, "pip", "install", "--quiet", "--python", str(_interpreter()), *chosen, *packages]
    else:
        _ensure_pip()
        chosen = [part for group in groups for part in _group(group)]
        command = [str(_interpreter()), "-m", "pip", "install", "--quiet", *chosen, *packages]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("The packages could not be installed; the lines above say why. Nothing else was changed.")


def _ensure_pip() -> None:
    """Gives an environment that `uv` made a pip of its own."""
    check = [str(_interpreter()), "-m", "pip", "--version"]
    if subprocess.run(check, capture_output=True, check=False).returncode:
        subprocess.run([str(_interpreter()), "-m", "ensurepip", "--upgrade"], check=True, stdout=subprocess.DEVNULL)


def _group(name: str) -> list[str]:
    """A dependency group's requirements; pip of Python 3.11 does not know groups yet."""
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(project["dependency-groups"][name])


def rerun_inside(*groups: str) -> None:
    """Starts the calling script again inside the environment, unless Hexapla can be imported already."""
    from importlib.util import find_spec

    if find_spec("hexapla") is None:
        command = [python(*groups), *sys.argv]
        sys.exit(subprocess.run(command, check=False).returncode)
