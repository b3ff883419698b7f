"""What pages look like: in a browser, on screens of three widths, in the light and in the dark."""

import os
import re
import signal
import types

import browser
import made_up
import pytest

from fenceline import plots
from fenceline.plots import mappings, plotting
from fenceline.report import drawing, page, report, svg
from fenceline.results import schema

WIDTHS = (360, 800, 1400)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A report with each kind of plot and table that made-up runs have."""
    folder = made_up.queues(tmp_path_factory.mktemp("pages"))
    order = made_up.topology(folder)
    rows, records = made_up.transfer(order)
    more, walks = made_up.memory(order, {pu: 0 for pu in order})
    queues = schema.load(folder)
    made_up.write(folder, "summary.csv", [*(row._asdict() | {"peer": "yes" if row.peer else "no", "closed": "yes", "oversubscribed":
                                                             "no"} for row in queues["summary.csv"]),
                                          *made_up.uncontended(), *made_up.contended(), *made_up.drain(), *rows, *more,
                                          made_up.price("mutex", 20.0), made_up.price("mutex", 90.0, threads=2)])
    made_up.write(folder, "records.csv", [*records, *walks, {"trial": "t", "wrong": "lost 3 updates"}])
    made_up.write(folder, "litmus.csv", [made_up.litmus_row("SB"), made_up.litmus_row("MP", finding="1:x1=0 was observed")])
    return report.write(schema.load(folder))[0]


@pytest.fixture(scope="module", params=["light", "dark"])
def seen(request, tmp_path_factory):
    if not browser.CHROMIUM:
        pytest.skip(browser.WITHOUT)
    written = request.getfixturevalue("written")
    return request.param, browser.ask(written, tmp_path_factory.mktemp(request.param), WIDTHS, request.param == "dark")


def test_the_browser_has_nothing_to_complain_of(seen):
    _, told = seen
    assert told["console"] == []
    assert [frame["width"] for frame in told["frames"]] == list(WIDTHS)


def test_nothing_is_wider_than_the_screen(seen):
    _, told = seen
    assert {frame["width"]: frame["overflow"] for frame in told["frames"]} == {width: [] for width in WIDTHS}


def test_words_stand_out_from_what_is_behind_them(seen):
    scheme, told = seen
    for frame in told["frames"]:
        assert frame["dark"] == (scheme == "dark")
        assert frame["contrast"]["looked"] > 1000 and frame["contrast"]["poor"] == []


def test_tables_sort_by_numbers_and_are_narrowed_by_words(seen):
    _, told = seen
    frame = told["frames"][-1]
    assert frame["sorted"] and all(one["sort"] == "descending" for one in frame["sorted"])
    for one in frame["sorted"]:
        numbers = [float(text.split()[0]) for text in one["up"] if re.match(r"[\d.]+( |$)", text)]
        assert numbers == sorted(numbers) and sorted(one["down"]) == sorted(one["up"])
        assert one["down"] == one["up"][::-1] or len(set(one["up"])) < len(one["up"]) or "" in one["up"]
    narrowed = frame["filtered"]
    assert 0 < len(narrowed["shown"]) < narrowed["all"] == narrowed["again"]
    assert all(narrowed["word"].lower() in text.lower() for text in narrowed["shown"])


def test_plots_have_words_and_links_lead_somewhere(seen):
    _, told = seen
    assert [(frame["unnamed"], frame["dead"]) for frame in told["frames"]] == [(0, 0)] * len(WIDTHS)


def test_the_browser_sees_what_is_wrong(tmp_path):
    """Each check of browser.js, on a page that fails it."""
    if not browser.CHROMIUM:
        pytest.skip(browser.WITHOUT)
    bad = tmp_path / "bad.html"
    bad.write_text('<!DOCTYPE html><body style="margin:0"><p style="color:#999">pale</p><div style="width:500px">wide</div>'
                   '<a href="#nowhere">link</a><svg class="plot"></svg><script>console.error("oh")</script>')
    told = browser.ask(bad, tmp_path, [360])
    frame, = told["frames"]
    assert "oh" in told["console"][0] and "pale" in frame["contrast"]["poor"][0] and frame["overflow"]
    assert (frame["unnamed"], frame["dead"]) == (1, 1)


def schemes():
    """{"light" or "dark": {variable: (r, g, b)}} of page.css."""
    css = (page.TEMPLATES / "page.css").read_text()
    told = [{name: tuple(int(value[i:i + 2], 16) for i in (0, 2, 4)) for name, value in re.findall(r"--(\w[\w-]*): #(\w{6});", block)}
            for block in re.findall(r":root \{(.*?)\}", css, re.S)]
    return {"light": told[0], "dark": told[1]}


def contrast(one, other):
    light, dark = sorted((sum(part * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4) for part, c in
                              zip((0.2126, 0.7152, 0.0722), (channel / 255 for channel in colour))) for colour in (one, other)),
                         reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_of_a_scheme_can_be_read_and_told_apart(scheme):
    of = schemes()[scheme]
    assert schemes()["light"].keys() == schemes()["dark"].keys()
    for ground in ("paper", "card"):
        for name in ("ink", "soft", "accent", "good", "warn", "bad"):
            assert contrast(of[name], of[ground]) >= 4.5, (name, ground)
    for i in range(len(plotting.COLOURS)):
        assert contrast(of[f"t{i}"], of["paper"]) >= 4.5, f"words in colour {i}"
        assert contrast(of[f"p{i}"], of["paper"]) >= 3, f"what is drawn in colour {i}"
    assert min(contrast(of[name], of["paper"]) for name in ("hand", "builtin", "muted", "axis")) >= 3
    strongest = [mappings.STRONGEST * over + (1 - mappings.STRONGEST) * under for over, under in zip(of["hand"], of["paper"])]
    assert contrast(of["ink"], strongest) >= 4.5, "words on the darkest cell of the mappings"


def test_words_on_a_heat_map_can_be_read():
    for share in range(101):
        colour = plotting.plt.get_cmap("YlGnBu")(share / 100)
        words = plotting.on(colour)
        as_bytes = [tuple(round(255 * c) for c in plotting.matplotlib.colors.to_rgb(one)) for one in (colour, words)]
        assert contrast(*as_bytes) >= 4.5


def test_every_colour_of_a_plot_follows_the_page():
    reserved = {"#000001", "#fffffe"}  # words on heat maps, whose colours stay
    for name, module in [("plotting", plotting), *plots.modules().items()]:
        with open(module.__file__, encoding="utf-8") as source:
            used = set(re.findall(r'"(#[0-9a-f]{6})"', source.read()))
        assert used - reserved <= svg.COLOURS.keys(), f"{name} draws in a colour that is the same in the dark"
    css = (page.TEMPLATES / "page.css").read_text()
    assert all(f"--{name}:" in css for name in (*svg.COLOURS.values(), *svg.WORDS.values()))


def test_an_inlined_plot_is_the_same_picture_in_fewer_words(tmp_path):
    run = schema.load(made_up.run(tmp_path))
    path, styles = plots.cost.draw(run)[1], svg.Styles()
    text = svg.inline(path, styles, "a <title>", "words")
    whole = path.read_text()
    assert len(text) < len(whole) / 2 and "metadata" not in text and "a &lt;title&gt;" in text
    said = [re.sub(r"<[^>]*>", "", one) for one in re.findall(r"<text.*?</text>", whole, re.S)]
    assert [re.sub(r"<[^>]*>", "", one) for one in re.findall(r"<text.*?</text>", text, re.S)] == said and "Made-up 9000" in text
    used = set(re.findall(r'class="(s\d+)"', text))
    assert used == set(styles.names.values()) and all(f".{name}{{" in styles.css() for name in used)
    assert "#ffffff" not in styles.css() and "var(--paper)" in styles.css()
    ids, links = set(re.findall(r' id="([^"]*)"', text)), set(re.findall(r'(?:href="|url\()#([^")]*)', text + styles.css()))
    assert links <= ids and all(name.startswith("cost") for name in ids)
    assert "fill:url(#cost" in styles.css(), "the hatch of a wide interval"
    assert text.count("<use") == whole.count("<use") and text.count("<path") == whole.count("<path")


def test_a_drawing_says_what_it_shows_and_where_its_rows_are(tmp_path):
    run = schema.load(made_up.run(tmp_path))
    drawings, without = drawing.all_of(run)
    by_name = {one.path.stem: one for one in drawings}
    assert by_name["drain"].suites == ["fences"] and by_name["drain"].title.startswith("Store-buffer drain")
    assert by_name["cost"].suites[:2] == ["atomics", "fences"] and "what a fence costs" in by_name["drain"].about
    for one in drawings:
        rows = (run.dir / one.data).read_text().splitlines()
        assert one.data == f"plots/{one.path.stem}.csv" and rows[0].startswith("trial,suite,") and len(rows) > 1
    assert dict(without)["numa"] and not {name for name, _ in without} & by_name.keys()


def test_plots_are_drawn_though_a_process_is_killed(tmp_path, monkeypatch):
    here = os.getpid()

    def draw(run):
        return plots.drain.draw(run) if os.getpid() == here else os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    monkeypatch.setattr(plots, "modules", lambda: {"drain": types.SimpleNamespace(draw=draw)})
    drawings, _ = drawing.all_of(schema.load(made_up.run(tmp_path)))
    assert [one.path.stem for one in drawings] == ["drain"]


def test_a_plot_of_repetitions_has_no_copy_of_them(tmp_path):
    folder = made_up.run(tmp_path, rows=[made_up.summary_row("a", "b", 64, "c", "contended", 1.0, threads=2)])
    rows, records = made_up.transfer(made_up.topology(folder))
    made_up.write(folder, "records.csv", records)
    path, = plots.modes.draw(schema.load(folder))
    assert drawing.of(path).data == "records.csv" and not (folder / "plots" / "modes.csv").exists()


def test_how_plots_of_a_kind_are_read_is_told_once_in_a_chapter(written):
    html = written.read_text()
    assert len(re.findall(r'<figure id="contention(?:_\d+)?"', html)) > 2
    assert html.count("Time of an operation, operations per second of all threads together, and fairness") == 2, "atomics, queues"
