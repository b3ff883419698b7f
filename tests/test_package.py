"""What is installed, packaged and archived works where there is nothing else of the source tree.

BENCH names another binary; its build folder is what is packaged.
"""

import os
import pathlib
import re
import shutil
import subprocess

import made_up
import pytest
from outside import BENCH, ROOT
from test_plugin import EXAMPLE

BUILD = pathlib.Path(BENCH).resolve().parent
VERSION = re.search(r"^project\(fenceline VERSION ([\d.]+) ", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), re.M)[1]


def run(*command, cwd, code=0, **more):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=600, check=False, **more)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stderr + done.stdout


def test_there_is_one_version():
    changelog = (ROOT / "packaging/debian/changelog").read_text(encoding="utf-8")
    assert re.match(r"fenceline \((.*?)\)", changelog)[1] == VERSION
    assert f'version = "{VERSION}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_package_is_built_with_all_that_setup_installs(tmp_path):
    """A library that is missing when it is built is one whose structures are missing in it."""
    for program, says in (("dpkg-query", ":"), ("id", "echo 1000")):  # nothing is there, and we are not root
        (tmp_path / program).write_text(f"#!/bin/sh\n{says}\n", encoding="utf-8")
        (tmp_path / program).chmod(0o755)
    told = run(ROOT / "scripts/setup.sh", "peers", cwd=ROOT, code=3, env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"})
    wanted = set(told.rpartition("install ")[2].split())
    control = (ROOT / "packaging/debian/control").read_text(encoding="utf-8")
    built_with = set(re.split(r",\s*", re.search(r"Build-Depends: (.*?)\n\S", control, re.S)[1]))
    assert {"libck-dev", "cmake"} <= wanted
    # Build-essential, and what only the tree's own commands take.
    assert wanted - built_with == {"g++", "binutils", "git"}


@pytest.mark.parametrize("asked", [(), ("dbe",), ("deb", "/nowhere"), ("try",), ("try", "/nowhere.deb")])
def test_a_wrong_request_is_told_in_a_line(asked):
    told = run(ROOT / "scripts/package.sh", *asked, cwd=ROOT, code=2)
    assert told.startswith("package: ") and told.count("\n") == 1 and (not asked or asked[-1] in told)


@pytest.fixture(scope="module", name="archive")
def fixture_archive(tmp_path_factory):
    """The sources as `make dist` has them, unpacked."""
    folder = tmp_path_factory.mktemp("dist")
    path = ROOT / run(ROOT / "scripts/package.sh", "dist", cwd=ROOT).splitlines()[-1]
    run("tar", "-xf", path, cwd=folder)
    return folder / f"fenceline-{VERSION}"


def test_the_archive_knows_its_revision_without_git(archive, tmp_path):
    assert not (archive / ".git").exists()
    bare = tmp_path / "bin"
    bare.mkdir()
    (bare / "git").symlink_to("/bin/false")
    environment = {**os.environ, "PATH": f"{bare}:{os.environ['PATH']}"}
    run("cmake", "-S", archive, "-B", tmp_path / "build", "-G", "Ninja", "-DFENCELINE_TESTS=OFF", cwd=tmp_path, env=environment)
    run("cmake", "--build", tmp_path / "build", "--target", "fenceline_revision", cwd=tmp_path, env=environment)
    told = (tmp_path / "build/harness/revision.cc").read_text(encoding="utf-8")
    if (ROOT / ".git").exists():
        assert run("git", "rev-parse", "HEAD", cwd=ROOT).strip() in told
    # What an archive of it has is the same once more.
    again = run("sh", "scripts/package.sh", "dist", cwd=archive).splitlines()[-1]
    names = lambda path: set(run("tar", "-tf", path, cwd=ROOT).splitlines())  # noqa: E731
    files = {name for name in names(archive / again) if not name.endswith("/")}
    assert files == {name for name in names(ROOT / f"dist/fenceline-{VERSION}.tar.xz") if not name.endswith("/")}


@pytest.fixture(scope="module", name="installed")
def fixture_installed(tmp_path_factory):
    """A root with usr/ in it: the Debian package, of the bench that is built, is what `make install` installs and is looked
    through by lintian."""
    root = tmp_path_factory.mktemp("root")
    told = run(ROOT / "scripts/package.sh", "deb", BUILD, cwd=ROOT)
    run("dpkg-deb", "-x", ROOT / told.splitlines()[-1], root, cwd=ROOT)
    return root


def test_what_is_installed_runs(installed, tmp_path):
    programs = installed / "usr/bin"
    path = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    run("fenceline-bench", "--suite=fences", "--verify", cwd=tmp_path, env=path)
    assert "fenceline-bench: unknown" not in run("fenceline-bench", "--sweet", cwd=tmp_path, env=path, code=2)
    cut = run("fenceline-bench", "--suite=atomics", "--repetitions=1000", "--max-time=0.5", "--out=run", cwd=tmp_path, env=path, code=6)
    assert "go on:   fenceline-bench --resume=run" in cut and "report:  fenceline report run" in cut
    folder = made_up.run(tmp_path)
    assert "report.html" in run("fenceline", "report", folder, cwd=tmp_path, env=path)
    assert "an add of two threads" in run("fenceline", "keys", folder, cwd=tmp_path, env=path)
    assert "source tree" in run("fenceline", "sweep", cwd=tmp_path, env=path, code=3)


def test_a_plugin_is_built_beside_what_is_installed(installed, tmp_path):
    programs = installed / "usr/bin"
    path = {**os.environ, "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    so = run("fenceline", "plugin", EXAMPLE / "my_queue.cc", cwd=tmp_path, env=path).splitlines()[-1]
    assert "0 wrong" in run("fenceline-bench", f"--plugin={so}", "--suite=queues", "--filter=/plugin/", "--verify", cwd=tmp_path, env=path)


def test_what_is_installed_is_told_about(installed):
    share = installed / "usr/share"
    page, = share.glob("man/man1/fenceline-bench.1*")
    text = run("zcat", "-f", page, cwd=share)
    assert text.startswith('.TH "fenceline\\-bench" 1') and "\nfenceline\\-bench \\-\\-doctor" in text
    for shell, file in (("bash", "bash-completion/completions/fenceline-bench"), ("zsh", "zsh/vendor-completions/_fenceline-bench"),
                        ("fish", "fish/vendor_completions.d/fenceline-bench.fish")):
        assert "fenceline-bench" in (share / file).read_text(encoding="utf-8")
        if shutil.which(shell):
            run(shell, "-n", share / file, cwd=share)
    docs = {path.relative_to(share / "doc/fenceline").with_suffix("") if path.suffix == ".gz" else path.relative_to(share / "doc/fenceline")
            for path in (share / "doc/fenceline").rglob("*.md*")}
    assert {path.relative_to(ROOT) for path in (ROOT / "docs").glob("*.md")} <= docs


def test_nothing_installed_leads_back_into_the_tree(installed):
    for path in installed.rglob("*"):
        assert path.exists(), f"{path} leads nowhere"
        if path.is_file():
            assert path.name == "fenceline-bench" or str(ROOT).encode() not in path.read_bytes(), path
