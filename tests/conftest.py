"""What several test modules share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

DEMO = Path(__file__).parent.parent / "corpora" / "demo-engine"
"""Where the models of the demo engine are."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew instead of comparing")


@pytest.fixture(scope="session")
def _argos_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Argos Translate's folders, which it makes when it is imported, away from the user's."""
    home = tmp_path_factory.mktemp("argos")
    before = dict(os.environ)
    for name in ("DATA", "CONFIG", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = str(home / name.lower())
    os.environ["ARGOS_PACKAGE_INDEX"] = "http://127.0.0.1:9/"  # nobody listens there
    os.environ.pop("ARGOS_PACKAGES_DIR", None)
    yield home
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def argos_folder(_argos_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that Argos Translate takes for its own, for this process and those it starts."""
    from argostranslate import settings

    from hexapla.build import made_kernel

    folder = tmp_path / "argos" / "packages"
    folder.mkdir(parents=True)
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(_argos_home / name.lower()))
    monkeypatch.setenv("ARGOS_PACKAGES_DIR", str(folder))
    monkeypatch.setattr(settings, "package_data_dir", folder)
    monkeypatch.setattr(settings, "package_dirs", [folder])
    monkeypatch.setattr(settings, "local_package_index", tmp_path / "index.json")
    monkeypatch.setattr(settings, "remote_package_index", "http://127.0.0.1:9/index.json")
    made_kernel.cache_clear()
    return folder


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one megabyte, where the one who runs the tests may make one."""
    import subprocess

    place = tmp_path / "small-disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    try:
        made = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("only root on Linux can mount a small file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


# On build servers the same examples every time, however slow the machine: a failure there is one of the change.
settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
if os.environ.get("CI"):
    settings.load_profile("ci")
