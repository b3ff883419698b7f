"""The rule of parts that are compiled in few files, for lint.py: CMake puts a dozen sources into one, and which of them
come together shifts with every file that is new. So no name stands in the unnamed namespaces of two of them: not a type,
which would be defined twice, and not a function either, whose overload another file's call could take instead. Nor does
one take a namespace in as a whole."""

import re

PARTS = re.compile(r"[{};]")
NAMESPACE = re.compile(r"\bnamespace(?:\s+([\w:]+))?$")
TYPE = re.compile(r"(?:struct|class|enum(?: class)?|union)\s+(\w+)\b(?!.*\()")
ALIAS = re.compile(r"using (\w+) =")
FUNCTION = re.compile(r"(\w+)\s*\(")
WHOLE = re.compile(r"^using namespace\b", re.M)
ALONE = re.compile(r"fenceline_few_files\(\w+([^)]*)\)")
VARIABLE = re.compile(r"([A-Za-z_]\w*)\s*(?:\[\w*\]\s*)*")


def check(sources, targets):
    """(path, line, message) of each name that a file shares with one before it. `sources`: {path: lint.Source}; `targets`:
    {a part that is compiled so: its files that stay by themselves}."""
    for target, apart in targets.items():
        first = {}
        for path, source in sorted(sources.items()):
            if path.startswith(target + "/") and path.endswith(".cc") and _together(path) and path not in apart:
                if whole := WHOLE.search(source.code):
                    yield path, source.code.count("\n", 0, whole.start()) + 1, (
                        "takes in a namespace, also for what may be compiled as one file with it: name what is used")
                for (scope, name), line in unnamed(source.code).items():
                    other, where = first.setdefault((scope, name), (path, line))
                    if other != path:
                        yield path, line, (f"{name} has a namesake without a namespace in {other}:{where}, and the two may "
                                           "be compiled as one file: share it or call it otherwise")


def alone(part, cmake):
    """The paths of a part's files that its CMakeLists.txt leaves by themselves."""
    return {f"{part}/{name}" for found in ALONE.findall(cmake) for name in found.split()}


def _together(path):
    """A program's main file is its own; what stands in for absent parts comes without them; each test is one file."""
    return not re.search(r"/(test|absent)/|/main\.cc$", path)


def unnamed(code):
    """{(the namespace around, name): line} of what is declared in unnamed namespaces. `code` has no comments, no
    literals."""
    code = re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group().count("\n"), code, flags=re.M)
    found, around, begin = {}, [], 0  # around: a namespace's name, "" of one without, None of all other braces
    for match in PARTS.finditer(code):
        text = code[begin:match.start()]
        inside = around and around[-1] == ""
        opened = NAMESPACE.search(text.strip()) if match.group() == "{" else None
        if inside and match.group() != "}" and not opened:
            scope = "::".join(filter(None, around))
            line = code.count("\n", 0, begin + len(text) - len(text.lstrip())) + 1
            for name in _names(" ".join(text.split())):
                found.setdefault((scope, name), line)
        if match.group() == "{":
            around.append(opened.group(1) or "" if opened else None)
        elif match.group() == "}" and around:
            around.pop()
        begin = match.end()
    return found


def _names(text):
    """What a declaration, cut off at its first brace, declares."""
    if not re.match(r"\w", text) or text.startswith("friend"):
        return []  # what follows a brace within an initialiser
    while re.search(r"<[^<>()]*>|<[^<>]*>", text):
        text = re.sub(r"<[^<>]*>", "", text)
    alias, kind = ALIAS.match(text), TYPE.search(text)
    if alias or kind:
        return [(alias or kind).group(1)]
    if text.startswith("using") or "operator" in text:
        return []
    function = FUNCTION.search(text)
    if function and "=" not in text[:function.start()]:
        return [function.group(1)]
    return re.findall(VARIABLE.pattern + ("=(?!=)" if "=" in text else "$"), text)
