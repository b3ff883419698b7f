#!/usr/bin/python3
"""Looks whether the architecture's rules hold: which part includes what, where inline assembly and the
ISA's macros may stand, which file may use which library, and that every atomic access that is not
relaxed says what it pairs with. lint_names.py and lint_python.py have the rules of few files and of the scripts.

    scripts/lint.py [ROOT]      prints file:line: message; exit code 1 where a rule is broken

An atomic access with an order is numbered in a comment beside or above it, and names its partners:
    flag.store(true, std::memory_order_release);  // (1) release: pairs with the acquire in (2); forbids MP
Numbers belong to a file and its header of the same name. A pair names each other.
"""

import collections
import pathlib
import re
import subprocess
import sys

import lint_names
import lint_python

Finding = collections.namedtuple("Finding", "path line message")

# What a part may include of the others, besides itself.
MAY_INCLUDE = {
    "base": set(),
    "arch": {"base"},
    "models": {"base"},
    "structures": {"base", "arch"},
    "structures/peers": {"base", "arch", "structures"},
    "verify": {"base", "structures"},
    "kernels": {"base", "arch", "structures", "structures/peers", "verify"},
    "kernels/litmus": {"base", "arch", "kernels", "models"},
    "harness": {"base", "arch", "kernels", "kernels/litmus", "models", "structures", "verify"},
    "examples": {"kernels", "structures", "verify"},
}
# Parts whose folders are floors, the ground first: a room includes itself and what lies below. "." is the part's root.
FLOORS = {
    "harness": ["machine", "placement", "team", "doctor", "plan", "results", "run", "litmus", "."],
    "models": [".", "dialect", "interpreter", "memory", "litmus", "shapes", "search", "judge"],
}
# Which files may include a library.
LIBRARIES = [
    (re.compile(r"hwloc"), re.compile(r"harness/machine/(test/)?machine\w*\.\w+$"),
     "hwloc only in harness/machine/machine*"),
    (re.compile(r"benchmark/"), re.compile(r"harness/run/(test/)?google_benchmark\.\w+$"),
     "Google Benchmark only in harness/run/google_benchmark.*"),
    (re.compile(r"perfmon/|linux/perf_event"), re.compile(r"harness/team/(test/)?counters\w*\.\w+$"),
     "libpfm4 and perf_event only in harness/team/counters*"),
    (re.compile(r"iostream"), re.compile(r"^(?!kernels/)"), "no iostream in kernels"),
    (re.compile(r"(gnu/|execinfo\.h|argp\.h|obstack\.h|error\.h|mcheck\.h|fts\.h)"),
     re.compile(r"harness/machine/environment\.cc$"),
     "headers of glibc alone only where results name the C library: musl has none of them"),
]
# Parts whose atomic accesses name their orders and partners.
ORDERED = {"base", "structures", "kernels", "harness", "examples"}
VOCABULARY = "base/order.h"  # speaks of orders and accesses nothing
SHAPES = {"SB", "MP", "LB", "S", "R", "2+2W", "IRIW", "WRC", "RWC", "WWC", "ISA2", "W+RWC", "3.SB", "3.LB",
          "3.2W", "CoRR", "CoRW1", "CoRW2", "CoWR", "CoWW"}
ISA_MACRO = re.compile(r"\b(__x86_64__|__amd64__|__i386__|__aarch64__|__arm__|__ARM_\w+|__riscv\w*|__powerpc\w*"
                       r"|__PPC\w*|_ARCH_PWR\w*|__s390\w*|__sparc\w*|__alpha\w*|__mips\w*|__SSE\w*|__AVX\w*|_M_X64|_M_ARM64)\b")
ASM = re.compile(r"\b(?:asm|__asm__|__asm)\b\s*(?:volatile|__volatile__|goto|inline|\()")
# An order: the language's own, or a numbered one of base/order.h.
ORDER = re.compile(r"\bmemory_order(?:_|::)(acquire|release|acq_rel|seq_cst|consume)\b"
                   r"|\b(acquire|release|acq_rel|seq_cst)<(\d+)>")
ATOMIC_CALL = re.compile(r"(?:\.|->)\s*(load|store|exchange|fetch_\w+|compare_exchange_\w+|test_and_set)\s*\(")
ATOMIC_NAME = re.compile(r"\batomic(?:<[^;{}()]*>|_\w+)\s+(\w+)\s*[;{=(\[]")
NUMBERED = re.compile(r"\((\d+)\)\s*(acquire|release|acq_rel|seq_cst|consume|fence)\b[^;]*?pairs with([^;]*)"
                      r"(?:;\s*forbids\s+([^.;\n]*))?")
CPP = {".cc", ".h"}
SOURCES = CPP | {".c", ".py", ".sh"}


def check(root):
    """All findings in the project at `root`, by file and line."""
    root = pathlib.Path(root)
    files = {path: text for path, text in _texts(root)}
    sources = {path: Source(text) for path, text in files.items()
               if pathlib.PurePosixPath(path).suffix in CPP}
    known = _kernel_names(sources)
    found = []
    for path, source in sources.items():
        part = path.split("/")[0]
        if _part(path) in MAY_INCLUDE:
            found += _includes(path, source)
        found += _assembly(path, source)
        if part == "kernels":
            found += _bare_ticks(path, source)
        if part == "harness" and "/test/" not in path:
            found += _kernels_named(path, source, known)
        if part in ORDERED and "/test/" not in path:
            found += _orders_given(path, source, sources)
    found += _pairs(sources)
    few = {part: lint_names.alone(part, text) for part in MAY_INCLUDE
           if "fenceline_few_files(" in (text := files.get(f"{part}/CMakeLists.txt", ""))}
    found += [Finding(*rest) for rest in lint_names.check(sources, few)]
    results = set(re.findall(r"^(\S+\.csv),", files.get("results/schema.csv", ""), re.M))
    for path, text in files.items():
        found += _own_paths(path, text, root)
        if path.endswith(".py"):
            found += [Finding(path, *rest) for rest in lint_python.check(path, text, results)]
    return sorted(found)


def _texts(root):
    """(path from the root, text) of every file that git tracks, and of new sources where sources are.

    What else lies in a tree is its user's: a log, notes, results. An export without git has its sources looked at.
    """
    listed = subprocess.run(["git", "-C", root, "ls-files", "-z"], capture_output=True, check=False)
    paths = set(listed.stdout.decode().split("\0")) if listed.returncode == 0 else {"results/schema.csv"}
    for folder in {part.split("/")[0] for part in MAY_INCLUDE} | {"scripts", "tests"}:
        paths |= {path.relative_to(root).as_posix() for path in (root / folder).rglob("*")
                  if path.suffix in SOURCES or path.name == "CMakeLists.txt"}
    for path in sorted(filter(None, paths)):
        try:
            yield path, (root / path).read_text(encoding="utf-8")
        except (UnicodeDecodeError, IsADirectoryError, FileNotFoundError):
            continue  # pictures, folders, and what was deleted but not yet committed


class Source:
    """C++ text taken apart: `code` without comments and literals (same lines), `comments`, `literals`."""

    TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)

    def __init__(self, text):
        self.lines = text.split("\n")
        self.comments = collections.defaultdict(str)  # by line
        self.literals = []  # (line, text)
        self.code = self.TOKEN.sub(lambda m: self._blank(m, text), text)
        self.code_lines = self.code.split("\n")

    def _blank(self, match, text):
        token = match.group()
        line = text.count("\n", 0, match.start()) + 1
        if token.startswith(("//", "/*")):
            for i, part in enumerate(token.split("\n")):
                self.comments[line + i] += part
        elif token[0] in 'R"':
            if re.search(r"#\s*include\s*$", text[:match.start()].rpartition("\n")[2]):
                return token
            self.literals.append((line, token))
        elif re.search(r"[0-9a-fA-F]$", text[:match.start()]):
            return token  # a digit separator, not a character
        return re.sub(r"[^\n]", " ", token)

    def line_of(self, offset):
        return self.code.count("\n", 0, offset) + 1

    def beside(self, first, last):
        """The comment on lines first … last and in the comment lines right above."""
        above = first - 1
        while above > 0 and self.comments.get(above) and not self.code_lines[above - 1].strip():
            above -= 1
        return " ".join(self.comments[n].lstrip("/ *") for n in range(above + 1, last + 1)
                        if self.comments.get(n))


def _part(path):
    """The part that a file belongs to: its first folder, or the first two where those are a part of their own."""
    two = "/".join(path.split("/")[:2])
    return two if two in MAY_INCLUDE else path.split("/")[0]


def _floor(path, part):
    """(height, room) of a file within its part."""
    room = path.split("/")[1]
    rooms = FLOORS[part]
    return (rooms.index(room), room) if room in rooms else (rooms.index("."), part)


def _includes(path, source):
    part = _part(path)
    for number, line in enumerate(source.code_lines, 1):
        match = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
        if not match:
            continue
        name = match.group(1)
        other = _part(name) if "/" in name else None
        if other in MAY_INCLUDE and other not in MAY_INCLUDE[part] | {part} and "/test/" not in path:
            yield Finding(path, number, f"{part} must not include {name}: of the other parts it may see "
                          f"{', '.join(sorted(MAY_INCLUDE[part])) or 'none'}")
        if other == part and part in FLOORS and "/test/" not in path:
            (here, room), (there, above) = _floor(path, part), _floor(name, part)
            if there > here:
                yield Finding(path, number, f"{part}/{room} must not include {name}: {above} is a floor above it")
        if part == "harness" and re.match(r"kernels/(?!litmus/)\w+/", name) and "/test/" not in path:
            yield Finding(path, number, f"harness must know kernels by their registration, not include {name}")
        for library, where, rule in LIBRARIES:
            if library.match(name) and not where.search(path):
                yield Finding(path, number, f"includes {name}: {rule}")


def _assembly(path, source):
    if path.startswith("arch/"):
        return
    for number, line in enumerate(source.code_lines, 1):
        if ASM.search(line):
            yield Finding(path, number, "inline assembly belongs in arch/")
        macro = ISA_MACRO.search(line)
        if macro:
            yield Finding(path, number, f"{macro.group()}: what depends on the ISA belongs in arch/")


def _bare_ticks(path, source):
    """A counter that is read before the work beside it is done makes that work cheap. Litmus threads only wait by it."""
    if path.startswith("kernels/litmus/"):
        return
    for number, line in enumerate(source.code_lines, 1):
        if re.search(r"\btick\s*\(\)", line):
            yield Finding(path, number, "kernels time their work by stamp(): tick() waits for nothing")


def _kernel_names(sources):
    """Names of variants (arch/<isa>/ops.h) and of groups (kernels): what harness/ must not know."""
    names = set()
    for path, source in sources.items():
        text = "\n".join(source.lines)
        if re.match(r"arch/\w+/ops.*\.h$", path):
            names.update(re.findall(r"Info info\{\s*\"(\w+)\"", text))
            names.update(re.findall(r"^FENCELINE_\w+\((\w+),", text, re.M))
        if path.startswith("kernels/"):
            names.update(re.findall(r"\bdescribe<\w+>\(\s*\"\w+\",\s*\"(\w+)\"", text))
    return names


def _kernels_named(path, source, known):
    for number, literal in source.literals:
        # Many names are words of every day ("add", "sync", "or"): alone in a literal they may mean something
        # else, as part of a path of names, or with an underscore or a digit, they cannot.
        words = set(re.findall(r"\w+", literal))
        named = {w for w in words & known if re.search(r"[_\d]", w) or f"/{w}/" in literal.replace('"', "/")
                 and "/" in literal}
        if named:
            yield Finding(path, number, f"harness names the kernel or variant {', '.join(sorted(named))}: it must "
                          "do with what a Kernel says of itself")


def _statement(code, offset):
    """(start, end) of the statement around an offset: between ; { or } on either side."""
    start = max(code.rfind(c, 0, offset) for c in ";{}") + 1
    ends = [e for e in (code.find(c, offset) for c in ";{}") if e >= 0]
    return start, min(ends, default=len(code))


def _arguments(code, open_paren):
    """What stands between a parenthesis and its partner."""
    depth = 0
    for i in range(open_paren, len(code)):
        depth += {"(": 1, ")": -1}.get(code[i], 0)
        if depth == 0:
            return code[open_paren + 1:i]
    return code[open_paren + 1:]


def _sibling(path):
    """The header of a .cc and the .cc of a header."""
    return path[:-3] + ".h" if path.endswith(".cc") else path[:-2] + ".cc"


def _orders_given(path, source, sources):
    """No access by default order: seq_cst that nobody asked for."""
    both = [source] + [sources[p] for p in [_sibling(path)] if p in sources]
    if not any(re.search(r"\bstd::atomic|<atomic>", s.code) for s in both):
        return
    for match in ATOMIC_CALL.finditer(source.code):
        if not re.search(r"memory_order|\bOrder::order\b", _arguments(source.code, match.end() - 1)):
            yield Finding(path, source.line_of(match.start()),
                          f"{match.group(1)}() without a memory order is seq_cst by default: name the order")
    names = {name for s in both for name in ATOMIC_NAME.findall(s.code)}
    for name in names:
        for match in re.finditer(rf"(?:\+\+|--)\s*{name}\b|(?<![\w>])\b{name}\s*(?:\+\+|--|[-+|&^]?=(?!=))",
                                 source.code):
            declares = re.search(r"atomic(<[^;]*>|_\w+)\s*$", source.code[:match.start()])
            if not declares:
                yield Finding(path, source.line_of(match.start()),
                              f"operator on the atomic {name} is seq_cst by default: use a call with an order")


def _accesses(source):
    """{(first line, last line): {(order, its number in the code or None)}} of statements with an order other than
    relaxed."""
    out = {}
    for match in ORDER.finditer(source.code):
        start, end = _statement(source.code, match.start())
        start += len(source.code[start:]) - len(source.code[start:].lstrip())
        lines = source.line_of(start), source.line_of(max(end - 1, match.end()))
        named, numbered, number = match.groups()
        out.setdefault(lines, set()).add((named or numbered, number))
    # A loop that looks and then waits is one access: `while (x.load(acquire) == old) x.wait(old, acquire);`
    for (first, last), (second, end) in zip(sorted(out), sorted(out)[1:]):
        between = "".join(source.code_lines[last:second - 1]).strip()
        loop = re.match(r"\s*\W*\s*(for|while)\b", source.code_lines[first - 1])
        if loop and not between and out[first, last] == out[second, end]:
            out[first, end] = out.pop((first, last)) | out.pop((second, end))
    return out


def _pairs(sources):
    """Each ordered access is numbered, says its order, its partners and the shape; partners name it too."""
    units = collections.defaultdict(list)
    for path in sources:
        if path.split("/")[0] in ORDERED and "/test/" not in path and path != VOCABULARY:
            units[path.rpartition(".")[0]].append(path)
    for paths in units.values():
        named = {}  # number: (path, line, partners)
        for path in sorted(paths):
            for (first, last), orders in sorted(_accesses(sources[path]).items()):
                comment = sources[path].beside(first, last)
                entries = list(NUMBERED.finditer(comment))
                names = sorted({order for order, _ in orders})
                if not entries:
                    yield Finding(path, first, f"{'/'.join(names)} access without a comment "
                                  "'(n) order: pairs with the … in (m); forbids SHAPE'")
                for order, number in sorted(o for o in orders if o[1]):
                    if entries and (number, order) not in {e.groups()[:2] for e in entries}:
                        yield Finding(path, first, f"{order}<{number}> without a comment '({number}) {order}: …'")
                for entry in entries:
                    number, order, partners, shapes = entry.groups()
                    yield from (Finding(path, first, text) for text in _entry(number, order, partners, shapes,
                                                                              names, named))
                    named[number] = path, first, _partners(number, partners)
        for number, (path, line, partners) in named.items():
            for partner in sorted(partners):
                if partner not in named:
                    yield Finding(path, line, f"({number}) pairs with ({partner}), which is not there")
                elif number not in named[partner][2]:
                    yield Finding(path, line, f"({number}) pairs with ({partner}), which does not name "
                                  f"({number})")


def _partners(number, text):
    """Numbers of the partners in "the release in (7)"; "itself", in another thread, is its own."""
    return set(re.findall(r"\((\d+)\)", text)) | ({number} if "itself" in text else set())


def _entry(number, order, partners, shapes, names, named):
    if number in named:
        yield f"({number}) is the number of another access: {named[number][0]}:{named[number][1]}"
    if order not in names and order != "fence":
        yield f"({number}) says {order}, the code {'/'.join(names)}"
    if not _partners(number, partners):
        yield f"({number}) names no partner (m)"
    if not shapes:
        yield f"({number}) does not say what it forbids: '; forbids MP'"
    elif not set(re.findall(r"[\w.+]+", shapes)) & SHAPES:
        yield f"({number}) forbids '{shapes.strip()}', which is no litmus shape ({', '.join(sorted(SHAPES))})"


def _own_paths(path, text, root):
    """Where this checkout, or its user's home, happens to lie is nothing that a file may rely on."""
    for own in {str(root.resolve()), str(pathlib.Path.home())}:
        for match in re.finditer(rf"(?<![\w.$}}-]){re.escape(own)}(?![\w.-])", text):
            yield Finding(path, text.count("\n", 0, match.start()) + 1, f"'{own}' is a path of somebody's machine")


def main(arguments):
    root = pathlib.Path(arguments[0]) if arguments else pathlib.Path(__file__).resolve().parent.parent
    findings = check(root)
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.message}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
