"""The manual page and the shells' completions are made of the option table: all of it is in each, and each is well-formed."""

import os
import re
import shutil
import subprocess

import pytest
from outside import BENCH, ROOT


def bench(*arguments):
    return subprocess.run([BENCH, *arguments], capture_output=True, cwd=ROOT, timeout=60, check=True, text=True).stdout


@pytest.fixture(scope="module", name="options")
def fixture_options():
    """As --help names them."""
    names = set(re.findall(r"^  (?:-\w,)?(--[\w-]+)", bench("--help"), re.M))
    assert {"--help", "--suite", "--doctor", "--litmus", "--benchmark_out"} <= names
    return names


def test_the_manual_page_has_each_option(options):
    page = bench("--print-man").replace("\\-", "-")
    assert options == set(re.findall(r"^(?:\\fB-\w\\fR, )?\\fB(--[\w-]+)\\fR", page, re.M))
    assert ".SH \"EXIT STATUS\"" in page


@pytest.mark.skipif(not shutil.which("man") or not shutil.which("groff"), reason="no man here")
def test_the_manual_page_has_no_faults(tmp_path):
    (tmp_path / "bench.1").write_text(bench("--print-man"), encoding="utf-8")
    done = subprocess.run(["man", "-l", "--warnings", tmp_path / "bench.1"], capture_output=True, check=True, text=True,
                          env={**os.environ, "MANPAGER": "cat", "LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANROFFOPT": "-ww"})
    assert not done.stderr, done.stderr
    assert "--suite=" in done.stdout


@pytest.mark.parametrize("shell, written", [("bash", "{}"), ("zsh", "'{}"), ("fish", "-l {}")])
def test_each_option_is_completed(options, shell, written):
    text = bench(f"--print-completion={shell}")
    for name in options:
        sought = written.format(name if shell != "fish" else name[2:])
        assert re.search(re.escape(sought) + r"(?![\w-])", text), name


def test_a_shell_that_is_not_known_is_told_with_those_that_are():
    done = subprocess.run([BENCH, "--print-completion=tcsh"], capture_output=True, check=False, text=True)
    assert done.returncode == 2 and not done.stdout
    assert all(word in done.stderr for word in ("--print-completion", "tcsh", "bash", "zsh", "fish"))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_takes_its_completion(shell, tmp_path):
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    file = tmp_path / "completion"
    file.write_text(bench(f"--print-completion={shell}"), encoding="utf-8")
    done = subprocess.run([shell, "-n", file], capture_output=True, check=False, text=True)
    assert done.returncode == 0 and not done.stderr


@pytest.mark.parametrize("words, offered", [
    (["--sui"], ["--suite="]),
    (["--qui"], ["--quick"]),
    (["--suite", "=", "fen"], ["fences"]),
    (["--suite", "=", "fences,cohe"], ["fences,coherence"]),
    (["--format", "="], ["text", "json", "herd"]),
    (["--pin", "pack"], ["package"]),
    (["--seed", "=", "1"], []),
    (["--quick", "--dry"], ["--dry-run"]),
])
def test_bash_completes(words, offered, tmp_path):
    file = tmp_path / "completion"
    file.write_text(bench("--print-completion=bash"), encoding="utf-8")
    script = f"""
compopt() {{ :; }}
source {file}
COMP_WORDS=(bench "$@")
COMP_CWORD=$#
_bench
[[ ${{#COMPREPLY[@]}} = 0 ]] || printf '%s\\n' "${{COMPREPLY[@]}}"
"""
    done = subprocess.run(["bash", "-c", script, "bash", *words], capture_output=True, check=True, text=True)
    assert not done.stderr
    assert done.stdout.split() == offered


@pytest.mark.skipif(not shutil.which("fish"), reason="no fish here")
@pytest.mark.parametrize("line, offered", [
    ("--qui", ["--quick"]), ("--suite=fenc", ["--suite=fences"]), ("--suite=fences,cohe", ["--suite=fences,coherence"]),
    ("--format=", ["--format=herd", "--format=json", "--format=text"]), ("--seed=1", []),
])
def test_fish_completes(line, offered, tmp_path):
    file = tmp_path / "completion"
    file.write_text(bench("--print-completion=fish"), encoding="utf-8")
    done = subprocess.run(["fish", "--no-config", "-c", f"source {file}; complete -C 'bench {line}'"], capture_output=True,
                          check=True, text=True, env={**os.environ, "HOME": str(tmp_path)})
    assert [told.split("\t")[0] for told in done.stdout.splitlines()] == offered
