// Asked of a page in frames of some widths: does it overflow, can its words be read, do its tables sort and filter?
// Contrast is that of WCAG 2.1. Words in #000001 and #fffffe lie on a heat map, whose colours are the plot's own business.
"use strict";
const channels = text => (text.match(/[\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
const luminance = rgb => {
  const [r, g, b] = rgb.map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const over = ([r, g, b, a = 1], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a)];

function background(view, element) {
  const layers = [];
  for (let at = element; at; at = at.parentElement) layers.push(channels(view.getComputedStyle(at).backgroundColor));
  return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
}

function contrasts(view, doc) {
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT), poor = new Map();
  let looked = 0, least = Infinity;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || ["SCRIPT", "STYLE"].includes(element.tagName)) continue;
    const style = view.getComputedStyle(element), below = background(view, element);
    const colour = channels(element instanceof view.SVGElement ? style.fill : style.color);
    if (["0,0,1", "255,255,254"].includes(colour.slice(0, 3).join())) continue;
    const [light, dark] = [luminance(over(colour, below)), luminance(below)].sort((a, b) => b - a);
    const ratio = (light + 0.05) / (dark + 0.05), size = parseFloat(style.fontSize);
    const wanted = size >= 24 || size >= 18.66 && style.fontWeight >= 700 ? 3 : 4.5;
    looked += 1;
    least = Math.min(least, ratio);
    if (ratio < wanted) poor.set(`${colour} on ${below.map(Math.round)}: ${ratio.toFixed(2)}`, node.textContent.trim().slice(0, 40));
  }
  return {looked, least, poor: [...poor].map(([what, words]) => `${what}: ${words}`)};
}

function overflows(view, doc, width) {
  const out = [];
  if (doc.documentElement.scrollWidth > width) out.push(`the page is ${doc.documentElement.scrollWidth} wide`);
  for (const element of doc.body.querySelectorAll("*")) {
    if (element.closest(".wide") && !element.matches(".wide") || element.closest("svg")) continue;
    const box = element.getBoundingClientRect();
    if (box.width && box.right > width + 1) out.push(`${element.tagName} ${element.className} ends at ${box.right}`);
  }
  return out.slice(0, 10);
}

function sorted(view, doc) {
  const of = (table, column) => [...table.tBodies[0].rows].map(row => row.cells[column].textContent);
  const tried = [];
  for (const table of doc.querySelectorAll("table")) {
    const heads = [...table.tHead.rows[0].cells], column = heads.findIndex(head => /^(cycles|measured|figure|value)/.test(head.textContent));
    if (column < 0 || !heads[column].querySelector("button")) continue;
    const button = heads[column].querySelector("button");
    button.click();
    const up = of(table, column);
    button.click();
    tried.push({up, down: of(table, column), sort: heads[column].getAttribute("aria-sort")});
    if (tried.length === 3) break;
  }
  return tried;
}

function filtered(view, doc) {
  const input = doc.querySelector(".filter input");
  if (!input) return null;
  const table = input.closest("label").nextElementSibling.querySelector("table"), rows = [...table.tBodies[0].rows];
  const word = rows[rows.length - 1].cells[0].textContent.trim();
  input.value = word;
  input.dispatchEvent(new view.Event("input"));
  const shown = rows.filter(row => !row.hidden).map(row => row.textContent);
  input.value = "";
  input.dispatchEvent(new view.Event("input"));
  return {word, shown, all: rows.length, again: rows.filter(row => !row.hidden).length};
}

(async () => {
  const frames = [];
  for (const width of WIDTHS) {
    const frame = document.createElement("iframe");
    frame.style = `width: ${width}px; height: 900px; border: 0`;
    const loaded = new Promise(done => frame.onload = done);
    frame.src = PAGE;
    document.body.append(frame);
    await loaded;
    const view = frame.contentWindow, doc = frame.contentDocument;
    const folded = overflows(view, doc, width);
    for (const details of doc.querySelectorAll("details")) details.open = true;
    frames.push({width, dark: view.matchMedia("(prefers-color-scheme: dark)").matches,
                 overflow: [...folded, ...overflows(view, doc, width)], contrast: contrasts(view, doc),
                 sorted: sorted(view, doc), filtered: filtered(view, doc),
                 unnamed: [...doc.querySelectorAll("svg.plot")].filter(svg => !svg.getAttribute("aria-label") ||
                   !doc.getElementById(svg.getAttribute("aria-describedby"))).length,
                 dead: [...doc.querySelectorAll("a[href^='#']")].filter(a => !doc.getElementById(a.getAttribute("href").slice(1))).length});
    frame.remove();
  }
  document.getElementById("told").textContent = JSON.stringify({frames});
})();
