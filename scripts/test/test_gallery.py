"""The gallery: machines side by side on a page that needs nothing else."""

import collections
import re
import struct
import zlib

import browser
import made_up
import pytest

from fenceline import cli
from fenceline.plots.plotting import on
from fenceline.report import gallery, heat_map, instructions
from fenceline.results import packed, references, schema

PUBLISHED = "61.15"  # of Zen 3, as instructions.csv has it
KNOWN = len(references.machines())


def machine(folder, scale=1.0, **facts):
    """A run with a map of 8 PUs, whose figures are `scale` times those of another."""
    order = made_up.topology(made_up.run(folder, **facts))
    pairs, _ = made_up.transfer(order)
    rows = made_up.uncontended() + [made_up.summary_row("add", "builtin_add_seq_cst", 64, "latency", "latency", 5.0)] + pairs
    for row in rows:
        row.update({name: row[name] * scale for name in ("median_ns", "low_ns", "high_ns", "median_cycles")})
    return made_up.run(folder, rows=rows, **facts)


def page(tmp_path, *runs):
    cli.run("gallery", [*map(str, runs), "-o", str(tmp_path / "gallery")])
    return (tmp_path / "gallery" / "index.html").read_text()


def table(text, name):
    """Rows of cells of the table with this name."""
    body = re.search(rf'aria-label="{re.escape(name)}".*?</table>', text, re.S)[0]
    return [[re.sub(r"<.*?>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
            for row in re.findall(r"<tr>(.*?)</tr>", body, re.S)]


def test_machines_stand_side_by_side(tmp_path):
    text = page(tmp_path, machine(tmp_path / "a", cpu_design="Zen 4"), machine(tmp_path / "b", 2.0, cpu_design="Zen 9"))
    machines = table(text, "Machines")
    assert [row[0] for row in machines[1 + KNOWN:]] == ["Made-up 9000 (Zen 4)", "Made-up 9000 (Zen 9)"]
    assert all(row[5] == "not written" for row in machines[1:])
    figures = table(text, "Key figures")
    add = next(row for row in figures if row[0] == "a sequentially consistent add by one thread")
    assert add[1 + KNOWN:] == ["5.00 ns [4.95, 5.05]", "10.0 ns [9.90, 10.1]"]
    assert re.search(r'<td class="good">5\.00 ns', text), "the quickest, and no interval of another reaches it"
    costs = table(text, "x86_64, measured")
    add = next(row for row in costs if row[:3] == ["fetch_add", "lock_xadd", "latency"])
    assert costs[0][-2:] == ["Zen 4", "Zen 9"] and add[-2:] == ["18.0 cy", "36.0 cy"]
    names, *cores = table(text, "x86_64, published")
    assert next(row[names.index("mfence, alone")] for row in cores if row[0] == "Zen 3") == PUBLISHED


def test_it_loads_nothing_and_echoes_nothing_raw(tmp_path):
    evil = '"><script>alert(1)</script>'
    text = page(tmp_path, machine(tmp_path, cpu_model=evil, cpu_design=evil, isa=evil))
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text
    assert not re.search(r'(?:src|href)="(?!data:|#)', text), "no report is written yet, and there is no other file"


def test_one_machine_twice_is_told_apart(tmp_path):
    run = machine(tmp_path / "a")
    names = [row[0] for row in table(page(tmp_path, run, run), "Machines")[1 + KNOWN:]]
    assert names == ["Made-up 9000 (Zen 4), 2026-01-02 03:04:05"] * 2
    found = gallery.machines_of([run, run])[KNOWN:]
    assert [one.folder for one in found] == ["zen-4-2026-01-02t03-04-05z", "zen-4-2026-01-02t03-04-05z-2"]
    costs = instructions.measured([one.run for one in found])["x86_64"]
    assert costs[0] == ["Zen 4, 2 runs"]


def test_reports_are_linked_where_they_are_and_written_when_asked(tmp_path, monkeypatch):
    run = machine(tmp_path / "a")
    (run / "report.html").write_text("there")
    assert '<a href="../a/results/native/box/run/report.html">report</a>' in page(tmp_path, run)
    (run / "report.html").unlink()
    monkeypatch.setattr(references, "machines", dict)
    cli.run("gallery", [str(run), "-o", str(tmp_path / "gallery"), "--reports"])
    text = (tmp_path / "gallery" / "index.html").read_text()
    link = re.search(r'<a href="(zen-4[^"]*)">report</a>', text)[1]
    assert "Zen 4" in (tmp_path / "gallery" / link).read_text()


def test_what_is_wrong_with_a_run_stands_with_it(tmp_path):
    run = machine(tmp_path)
    made_up.write(run, "records.csv", [{"trial": "t", "wrong": "lost 3 items", "threads": 1, "repetition": 0}])
    assert "lost 3 items" in page(tmp_path, run)


def test_emulated_runs_have_no_figures_to_show(tmp_path):
    made_up.facts(tmp_path / "run", execution="qemu_user")
    with pytest.raises(schema.SchemaError, match="shows times"):
        gallery.machines_of([tmp_path / "run"])



def test_a_map_has_a_cell_a_pair_in_topology_order(tmp_path):
    run = schema.load(machine(tmp_path))
    kernel, rows = heat_map.rows_of(run)
    order = heat_map.order_of(run, rows)
    assert kernel == "ping_pong/cas.64/transfer" and order == [0, 2, 4, 6, 1, 3, 5, 7] and len(rows) == 56
    drawn = heat_map.svg("m", order, rows, heat_map.Scale([row.median_ns for row in rows]))
    assert drawn.count("<rect") == 57 and drawn.count(">20.0</text>") == 8 and drawn.count(">140</text>") == 16
    assert "8 CPUs, 56 directed pairs: 20.0 … 140 … 141 ns" in drawn


def test_many_cpus_are_an_image_of_the_same_colours():
    row = collections.namedtuple("Row", "cpus median_ns mode mode_share repetitions")
    order = list(range(40))
    rows = [row(f"{a} {b}", 20.0 + abs(a - b), "", 1, 9) for a in order for b in order if a != b]
    scale = heat_map.Scale([one.median_ns for one in rows])
    drawn = heat_map.svg("m", order, rows, scale)
    png = heat_map.base64.b64decode(re.search(r"base64,([^\"]*)", drawn)[1])
    at = png.index(b"IDAT")
    lines = zlib.decompress(png[at + 4:at + 4 + struct.unpack(">I", png[at - 4:at])[0]])
    pixel = [lines[i * 161 + 1 + 4 * j:i * 161 + 5 + 4 * j] for i, j in ((0, 0), (0, 1), (39, 0))]
    assert pixel == [bytes(4), bytes((*scale.colour(21), 255)), bytes((*scale.colour(59), 255))]
    assert len(drawn) < 20_000


def luminance(colour):
    channels = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
               for w, c in zip((0.2126, 0.7152, 0.0722), channels))


def test_figures_can_be_read_on_every_colour():
    scale = heat_map.Scale([10, 1000])
    for ns, colour in scale.steps(200):
        light, dark = sorted((luminance(colour), luminance(on(colour))), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, ns


def test_packed_runs_stand_for_their_folders(tmp_path):
    path = next(iter(references.machines().values()))
    copy = tmp_path / f"copy{packed.SUFFIX}"
    copy.write_bytes(path.read_bytes())
    text = page(tmp_path, copy)
    assert len(table(text, "Machines")) == 1 + KNOWN + 1 and text.count('<svg class="map"') >= 2


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_in_a_browser(tmp_path, dark):
    if not browser.CHROMIUM:
        pytest.skip(browser.WITHOUT)
    page(tmp_path, machine(tmp_path / "a", cpu_design="Zen 4"), machine(tmp_path / "b", 2.0, cpu_design="Zen 9"))
    told = browser.ask(tmp_path / "gallery" / "index.html", tmp_path, (360, 800, 1400), dark)
    assert told["console"] == [] and [frame["width"] for frame in told["frames"]] == [360, 800, 1400]
    for frame in told["frames"]:
        assert frame["dark"] == dark and (frame["overflow"], frame["unnamed"], frame["dead"]) == ([], 0, 0)
        assert frame["contrast"]["looked"] > 500 and frame["contrast"]["poor"] == []
