"""Models as text from the command line: what docs/cat.md tells to run does what it says, and errors are a line."""

import pathlib
import re
import subprocess

import pytest

from outside import BENCH, bench, one_line

ROOT = pathlib.Path(__file__).resolve().parent.parent


def verdicts(text):
    return [line.split()[1] for line in text.splitlines() if not line.startswith("test (")]


def test_the_walk_through_in_the_docs_does_what_it_says(tmp_path):
    (tmp_path / "models").symlink_to(ROOT / "models")
    (tmp_path / "bench").symlink_to(BENCH)
    block = re.search(r"```sh\n(.*?)```", (ROOT / "docs" / "cat.md").read_text(encoding="utf-8"), re.S).group(1)
    asked = 0
    for line in block.splitlines():
        command, _, promised = line.partition("#")
        done = subprocess.run(["sh", "-ec", command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode == 0, done.stderr
        if promised:
            assert verdicts(done.stdout) == promised.replace(",", " ").split()
            asked += 1
    assert asked == 2
    told = subprocess.run([tmp_path / "bench", "--explain=MP+dmb.sys", "--isa=aarch64", "--model=mine.cat"], cwd=tmp_path,
                          capture_output=True, text=True, check=True, timeout=60).stdout
    assert "Forbidden" in told and "dmb-full" in told


def test_a_file_of_ones_own_is_read_with_what_it_includes(tmp_path):
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "part.cat").write_text("let kept = po\n")
    model = tmp_path / "mine.cat"
    model.write_text('"Mine"\ninclude "cos.cat"\ninclude "part.cat"\nacyclic kept | rf | co | fr as order\n')
    missing = bench("--judge", "--litmus=SB", f"--model={model}")
    assert missing.returncode == 2 and "mine.cat:3:1: there is no 'part.cat'" in one_line(missing)
    done = bench("--judge", "--litmus=SB", f"--model={model}", f"--cat-dir={tmp_path / 'more'}")
    assert done.returncode == 0 and verdicts(done.stdout) == ["Forbidden"], done.stderr
    assert "test (mine)" in done.stdout
    done = bench("--judge", "--litmus=SB", "--model=sc", f"--cat-dir={tmp_path}")
    assert done.returncode == 2 and "--model=FILE.cat" in one_line(done)
    table = bench("--models", f"--model={model}", f"--cat-dir={tmp_path / 'more'}").stdout
    assert re.search(r"^mine ", table, re.M) and re.search(r"^power ", table, re.M)


@pytest.mark.parametrize("text, told", [
    ("let x = po\nempty y\n", "wrong.cat:2:7: there is no 'y'"),
    ("acyclic po |\n", "wrong.cat:2:1: a set or a relation is expected, not the end of the text"),
    ("empty po \x01\n", "wrong.cat:1:10: "),
])
def test_errors_are_one_line(tmp_path, text, told):
    (tmp_path / "wrong.cat").write_text(text)
    done = bench("--judge", "--litmus=SB", f"--model={tmp_path / 'wrong.cat'}")
    assert done.returncode == 2 and told in one_line(done)


def test_a_file_that_cannot_be_read(tmp_path):
    for path in (tmp_path / "none.cat", tmp_path):
        done = bench("--judge", "--litmus=SB", f"--model={path}")
        assert done.returncode == 2 and one_line(done)
    (tmp_path / "folder.cat").mkdir()
    assert "it is a folder" in one_line(bench("--judge", "--litmus=SB", f"--model={tmp_path / 'folder.cat'}"))
