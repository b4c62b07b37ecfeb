"""Builds the native extension of the metrics into wheels and editable installs, where there is a C compiler.

It is never needed: without it the package counts in Python, with the same results, so whatever keeps it from being built
is a note, not an error. The environment variable ``HEXAPLA_NATIVE=0`` leaves it out.
"""

from __future__ import annotations

import os
import platform
import shutil
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = Path("src", "hexapla", "metrics")


class NativeExtension(BuildHookInterface):
    """Compiles ``_native.c`` against the stable ABI of Python 3.11, so that one wheel serves all later versions."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Adds the extension and the platform's tag to a wheel; an editable install gets it beside its source."""
        if os.environ.get("HEXAPLA_NATIVE") == "0":
            return
        if platform.python_implementation() != "CPython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
            self._note("this Python lacks the stable ABI")
            return
        self._scratch = tempfile.TemporaryDirectory()
        try:
            made = self._compiled(self._scratch.name)
        except BaseException as error:  # setuptools leaves with SystemExit or exceptions of many kinds
            if isinstance(error, KeyboardInterrupt):
                raise
            self._note(" ".join(str(error).split()) or type(error).__name__)
            return
        if version == "editable":
            target = Path(self.root, FOLDER, made.name)
            shutil.copy(made, target.with_suffix(".new"))
            target.with_suffix(".new").replace(target)
        else:
            build_data["force_include"][str(made)] = f"hexapla/metrics/{made.name}"
        build_data["pure_python"] = False
        build_data["tag"] = f"cp311-abi3-{self._platform()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Drops what was compiled."""
        if hasattr(self, "_scratch"):
            self._scratch.cleanup()

    def _compiled(self, folder: str) -> Path:
        from setuptools import Distribution, Extension
        from setuptools.command.build_ext import build_ext

        source = str(Path(self.root, FOLDER, "_native.c"))
        chosen = {} if os.name == "nt" else {"libraries": ["m"], "extra_compile_args": ["-O2", "-g0"]}
        extension = Extension("_native", [source], py_limited_api=True, **chosen)
        command = build_ext(Distribution({"name": "hexapla", "ext_modules": [extension]}))
        command.build_lib = command.build_temp = folder
        command.ensure_finalized()
        command.run()
        return Path(command.get_ext_fullpath("_native"))

    def _platform(self) -> str:
        from packaging.tags import sys_tags

        # A wheel made on this machine promises nothing about older systems, so it is no "manylinux" one.
        return next(tag.platform for tag in sys_tags() if "many" not in tag.platform and "musl" not in tag.platform)

    def _note(self, reason: str) -> None:
        self.app.display_warning(
            f"hexapla: the native extension was not built ({reason}); metrics count in Python, with the same results"
        )
