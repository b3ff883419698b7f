// Tables that sort when a heading is pressed, and that a word narrows. Without this script they are tables all the same.
"use strict";
(() => {
  const FEW = 12;  // rows: so many are found without a filter
  const units = {ns: 1, "µs": 1e3, ms: 1e6, s: 1e9};

  // What a cell is sorted by: its number (times in ns, dashes in numbers as minus), or else its words.
  const key = cell => {
    const text = (cell?.dataset.sort ?? cell?.textContent ?? "").trim();
    const found = text.replace(/^[×±<>≥≤~]\s*/, "").match(/^([-−]?\d[\d.]*(?:e[-+]?\d+)?)\s*(ns|µs|ms|s\b)?/);
    return found ? parseFloat(found[1].replace("−", "-")) * (units[found[2]] ?? 1) : text.toLowerCase();
  };
  const compare = (a, b) =>
    a === "" || b === "" ? (a === "") - (b === "") :  // what has nothing stands last
    typeof a === typeof b ? (a < b ? -1 : a > b ? 1 : 0) : typeof a === "number" ? -1 : 1;

  const sortable = (table, body) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(other => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...body.rows].map(row => [key(row.cells[column]), row]);
        rows.sort(([a], [b]) => (down && a !== "" && b !== "" ? -1 : 1) * compare(a, b));
        body.append(...rows.map(([, row]) => row));
      });
    });
  };

  const filtered = (table, body) => {
    const label = document.createElement("label");
    const input = document.createElement("input");
    const count = document.createElement("span");
    label.className = "filter";
    input.type = "search";
    input.placeholder = "words that a row must have";
    count.setAttribute("aria-live", "polite");
    label.append("Filter", input, count);
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      for (const row of body.rows) {
        const text = row.textContent.toLowerCase();
        row.hidden = !words.every(word => text.includes(word));
        shown += !row.hidden;
      }
      count.textContent = words.length ? `${shown} of ${body.rows.length}` : "";
    });
    table.closest(".wide").before(label);
  };

  for (const table of document.querySelectorAll(".wide > table")) {
    const body = table.tBodies[0];
    if (!table.tHead || !body || body.rows.length < 2) continue;
    sortable(table, body);
    if (body.rows.length > FEW) filtered(table, body);
  }

  // A link to what lies in a folded part opens it.
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };
  addEventListener("hashchange", unfold);
  unfold();
})();
