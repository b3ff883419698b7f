"""What docs/add-*.md tell a newcomer to write compiles as it stands, and what they tell him to run is there; docs/kernels.md
tells of the kernels that the bench has."""

import re
import subprocess

import kernels_page
import pytest
from outside import BENCH, ROOT

from fenceline.foreign import target

PAGES = sorted(ROOT.glob("docs/add-*.md"))
# A file to write: its path, and the block that follows.
FILE = re.compile(r"^`([\w/]+\.(?:h|cc))`[^\n]*:\n\n```cpp\n(.*?)^```$", re.M | re.S)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_to_be_written_compiles(page, tmp_path):
    (tmp_path / "isa").mkdir()
    (tmp_path / "isa" / "arch").symlink_to(ROOT / "arch" / target.host_isa())
    files = FILE.findall(page.read_text(encoding="utf-8"))
    for name, text in files:
        assert not (ROOT / name).exists(), f"{name} is no example any more: the tree has it"
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    for name in (name for name, _ in files if name.endswith(".cc")):
        done = subprocess.run(["g++", "-std=c++20", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", f"-I{tmp_path}",
                               f"-I{tmp_path}/isa", f"-I{ROOT}", tmp_path / name], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_what_is_named_is_there(page):
    text = page.read_text(encoding="utf-8")
    written = {name for name, _ in FILE.findall(text)}
    named = set(re.findall(r"(?<![\w/<])((?:arch|base|docs|examples|harness|kernels|models|scripts|structures|tests|verify)/[\w/.-]*\w)", text))
    missing = [name for name in named - written if not list(ROOT.glob(name.rstrip("."))) and not (ROOT / name).exists()]
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    links = [link for link in re.findall(r"\]\(([^)#:]+)\)", prose) if not (page.parent / link).exists()]
    assert not missing and not links


def test_options_that_pages_name_are_there():
    told = subprocess.run([BENCH, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    known = set(re.findall(r"--[a-z][\w-]*", told))
    unknown = [(page.name, option) for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *ROOT.glob("docs/*.md"))
               for command in re.findall(r"\./bench ([^|`#;\n]*)", page.read_text(encoding="utf-8"))
               for option in re.findall(r"(?<!\S)--[a-z][\w-]*", command) if option not in known]
    assert unknown == []


def test_the_page_of_kernels_tells_of_those_that_the_bench_has():
    isa, kernels = kernels_page.registry(BENCH)
    if isa != kernels_page.ISA:
        pytest.skip(f"the page is of {kernels_page.ISA}")
    written = kernels_page.PAGE.read_text(encoding="utf-8")
    assert kernels_page.differences(written, kernels_page.page(kernels)) == [], "run scripts/kernels_page.py"


KERNEL = {"suite": "s", "group": "g", "variant": "v", "width": 64, "use": "", "how": "latency", "what": "w | x", "peer": False,
          "needs": "", "min_threads": 1, "max_threads": 0, "axes": [{"name": "n", "values": [1, 2], "unit": "B", "what": "y"}]}
PEER = {**KERNEL, "variant": "theirs", "peer": True}


def test_a_stale_page_is_noticed():
    page, differences = kernels_page.page, kernels_page.differences
    both = page([KERNEL, PEER])
    assert "| `g/*/latency` | w \\| x | 1 or more | `n=1,2` B: y | `v` 64 | `theirs` 64 |" in both
    assert differences(both, both) == []
    assert differences(both, page([KERNEL])) == [], "a library that this build has not"
    assert differences(page([KERNEL]), both) == ["is not there: `g/*/latency`: `theirs` 64"]
    for change in ({"what": "z"}, {"width": 32}, {"axes": []}, {"needs": "cx16"}, {"group": "h"}, {"max_threads": 2}):
        assert differences(both, page([{**KERNEL, **change}, {**PEER, **change}])), change
    alone = page([{**PEER, "how": "alone"}])
    assert differences(page([{**PEER, "how": "alone"}, KERNEL]), page([KERNEL])) == [] and differences(page([]), alone)
