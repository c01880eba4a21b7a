"""Puts the data folders of the checkout's top level into the wheel, as qa_pipeline/resources/."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent
DATA_FOLDERS = ("models", "scorecards")


class BuildWithData(build_py):
    """build_py, and the data folders copied beside the code."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return  # an editable install reads the checkout's own folders
        for folder in DATA_FOLDERS:
            target = Path(self.build_lib) / "qa_pipeline" / "resources" / folder
            shutil.copytree(ROOT / folder, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("weights"))


setup(cmdclass={"build_py": BuildWithData})
