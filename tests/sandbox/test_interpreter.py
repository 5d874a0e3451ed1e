"""The Python that runs notebooks, as it tells of itself."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from grader.errors import BadInput
from grader.sandbox.interpreter import Interpreter, interrogate


def test_this_python_can_run_notebooks() -> None:
    """It names its folders, its version and the frameworks that it has."""
    found = interrogate()
    assert found.executable == Path(sys.executable).absolute()
    assert found.prefix == Path(sys.prefix)
    assert found.base_prefix == Path(sys.base_prefix)
    assert found.version == sys.version.split()[0]
    assert {"ipykernel", "numpy"} <= set(found.packages)


def executable(folder: Path, text: str) -> str:
    path = folder / "python"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("text", ["exit 1", "echo hello", "echo '[1]' | head -c 0"])
def test_what_is_no_python_is_refused(tmp_path: Path, text: str) -> None:
    """Programs that fail or say something else are no interpreters."""
    with pytest.raises(BadInput, match="is not a Python interpreter") as refusal:
        interrogate(executable(tmp_path, text))
    assert refusal.value.hint is not None


@pytest.mark.parametrize("name", ["missing", ".", "a\nb"])
def test_what_is_no_program_is_refused(tmp_path: Path, name: str) -> None:
    """Missing files and folders are no interpreters."""
    with pytest.raises(BadInput):
        interrogate(str(tmp_path / name))


def test_a_python_without_a_kernel_says_what_to_install(tmp_path: Path) -> None:
    """The hint is a command that can be run."""
    about = (
        '{"prefix": "/x", "base_prefix": "/x", "real": "/x/bin/python", '
        '"version": "3.12.1", "packages": {"numpy": "2.0"}}'
    )
    path = executable(tmp_path, f"echo '{about}'")
    with pytest.raises(BadInput) as refusal:
        interrogate(path)
    assert f"{path} -m pip install ipykernel" in str(refusal.value.hint)


def test_every_link_on_the_way_is_followed(tmp_path: Path) -> None:
    """An environment whose python is a link to a link needs all their folders."""
    real = tmp_path / "real" / "bin"
    middle = tmp_path / "middle" / "bin"
    env = tmp_path / "env" / "bin"
    for folder in (real, middle, env):
        folder.mkdir(parents=True)
    (real / "python3").touch()
    (middle / "python3").symlink_to(real / "python3")
    (env / "python3").symlink_to(middle / "python3")
    (env / "python").symlink_to("python3")
    found = Interpreter(env / "python", tmp_path / "env", tmp_path / "real", "3", {})
    names = ("env", "middle", "real")
    assert found.folders == tuple(tmp_path / name for name in names)


def test_relative_links_lead_to_plain_paths(tmp_path: Path) -> None:
    """No folder is named by way of another."""
    real = tmp_path / "real" / "bin"
    env = tmp_path / "env" / "bin"
    real.mkdir(parents=True)
    env.mkdir(parents=True)
    (real / "python").touch()
    (env / "python").symlink_to("../../real/bin/python")
    found = Interpreter(env / "python", tmp_path / "env", tmp_path / "real", "3", {})
    assert found.folders == (tmp_path / "env", tmp_path / "real")


def test_a_base_that_is_a_link_is_seen_both_ways(tmp_path: Path) -> None:
    """Python looks under the name that it was given; the files lie under the other."""
    (tmp_path / "3.11.7").mkdir()
    (tmp_path / "current").symlink_to("3.11.7")
    base = tmp_path / "current"
    found = Interpreter(base / "bin" / "python", base, base, "3", {})
    assert found.folders == (tmp_path / "3.11.7", tmp_path / "current")


def test_the_systems_python_needs_nothing_more_than_the_system() -> None:
    """/usr is always there; / never."""
    found = Interpreter(Path("/bin/python3"), Path("/usr"), Path("/usr"), "3", {})
    assert found.folders == (Path("/usr"),)
