"""The private apt configuration is derived from the machine's, in both formats, for one release only."""

from fenceline.foreign import debian

DEB822 = """# comment
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://other.example/nodistro
Suites: nodistro
Components: main

Types: deb
URIs: http://disabled.example/debian
Suites: bookworm
Components: main
Enabled: no
"""


def test_only_the_release_and_only_what_is_enabled_is_taken():
    text = debian.private_sources(debian.stanzas(DEB822), "bookworm", "deb-src")
    assert text.splitlines() == ["Types: deb-src", "URIs: http://mirror.example/debian", "Suites: bookworm bookworm-updates",
                                 "Components: main", "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg"]


def test_the_one_line_format_says_the_same():
    lines = "# x\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib # y\ndeb-src http://a b c\n"
    assert debian.one_line(lines) == [{"types": "deb", "uris": "http://mirror.example/debian", "suites": "bookworm",
                                       "components": "main contrib", "arch": "amd64", "signed-by": "/k.gpg"}]
    text = debian.private_sources(debian.one_line(lines), "bookworm", "deb")
    assert "Signed-By: /k.gpg" in text and "Suites: bookworm\n" in text


def test_a_folded_key_keeps_its_lines():
    found = debian.stanzas("Types: deb\nSigned-By:\n -----BEGIN\n .\n x\nSuites: s\n")
    assert found == [{"types": "deb", "signed-by": "\n -----BEGIN\n .\n x", "suites": "s"}]
