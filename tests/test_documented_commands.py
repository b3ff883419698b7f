"""What the documentation tells to type picks something: every command line with a suite, a filter or a parameter, in any page, is
planned here. A filter that names no trial any more fails."""

import concurrent.futures
import re
import shlex

import pytest
from outside import ROOT, bench

from fenceline.foreign import target

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(ROOT.glob("docs/*.md"))]
# Two of everything, that no placement is missing.
MACHINE = "pack:2 numa:1 l3:2 core:4 pu:2"
CHOICE = re.compile(r"--(suite|filter|param)\b")
# Command lines that are not planned, by what they have, and why.
ELSEWHERE = {
    r"--plugin=": "needs the plugin that the page tells to write: test_plugin.py",
    r"<isa>|…|\bNAME\b|\bREGEX\b|SUITE": "a form, no command",
    r"\./bench --suite=litmus|--litmus": "litmus tests have no trials to plan: test_litmus_cli.py",
    r"two_lines": "the kernel that the page tells to write",
}
# Options of theirs that say what is done with the plan, or where.
DROPPED = re.compile(r"--(verify|list|explain|quick|out|dry-run|format)(=|$)")


def told(text):
    """[command line] of a page, whole: '`--filter=x`' in a table goes on with the command of the cells before it."""
    found, last = [], ""
    for line in text.splitlines():
        code = [line.strip()] if line.startswith("    ") else re.findall(r"`([^`]+)`", line)
        for piece in code:
            piece = re.sub(r"\s+#\s.*", "", piece.replace(r"\|", "|") if line.startswith("|") else piece)
            if re.search(r"(^|\s|/)(bench|[\w/]+\.(py|sh)) ", piece):
                last = piece
            elif piece.startswith("--") and CHOICE.match(piece) and line.startswith("|") and last:
                piece = f"{last} {piece}"
            else:
                continue
            if CHOICE.search(piece):
                found.append(piece)
    return found


def arguments(command):
    """What the bench is asked for; of a script that hands it on, the choice alone."""
    command = re.split(r"[;|](?=(?:[^']*'[^']*')*[^']*$)|[;|](?=\s)", command)
    command = next(part for part in command if CHOICE.search(part))
    words = shlex.split(command, comments=True)
    start = next(i for i, word in enumerate(words) if re.search(r"(^|/)bench$|\.(py|sh)$", word))
    chosen, words = [], words[start:]
    for word, following in zip(words[1:], [*words[2:], ""]):
        if word == "--param":
            chosen.append(f"--param={following}")
        elif word.startswith("--") and not DROPPED.match(word) and (words[0].endswith("bench") or CHOICE.match(word)):
            chosen.append(word)
    last = {word.split("=")[0]: word for word in chosen}  # what is said again is said anew
    return [word for word in dict.fromkeys(chosen) if word.startswith(("--param", "--asm")) or last[word.split("=")[0]] == word]


def commands():
    return sorted({(page.name, command) for page in PAGES for command in told(page.read_text(encoding="utf-8"))
                   if not any(re.search(pattern, command) for pattern in ELSEWHERE)})


def wrong(command):
    """What the bench says against it; '' where it plans something."""
    chosen = arguments(command)
    if not any(word.startswith("--topology") for word in chosen):
        chosen.append(f"--topology={MACHINE}")
    done = bench(*chosen, "--dry-run")
    return "" if done.returncode == 0 else f"{done.returncode}: {done.stderr.strip()}"


@pytest.mark.skipif(target.host_isa() != "x86_64", reason="the pages' filters name x86-64's instructions")
def test_every_documented_choice_picks_something():
    found = commands()
    assert len(found) > 60
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        failed = [(page, command, why) for (page, command), why in zip(found, pool.map(wrong, [c for _, c in found])) if why]
    assert failed == []


def test_a_stale_filter_is_noticed():
    page = "| x | `./bench --suite=fences --filter='a\\|b'` |\n| y | the same; `--filter=c` |\n\n    ./bench --suite=all   # all\n"
    found = told(page)
    assert [arguments(command) for command in found] == [["--suite=fences", "--filter=a|b"], ["--suite=fences", "--filter=c"], ["--suite=all"]]
    assert "nothing to do" in wrong("./bench --suite=fences --filter=no_such_thing")
