"use strict";
// Links work by themselves; this adds the languages, the filters, and what lights up together.
const page = document.documentElement;
const languages = document.getElementById("languages");
const filters = document.getElementById("filters");
const findings = [...document.querySelectorAll(".findings > li")];
const gravest = ["error", "warning", "info"];

function speak(language) {
  page.lang = language;
  for (const said of document.querySelectorAll("[data-zh]")) said.textContent = said.dataset[language];
  for (const button of languages.children) button.setAttribute("aria-pressed", button.value === language);
}

// Cells and sentences take the colour of the gravest finding that is still shown.
function filter() {
  const severities = new Set(new FormData(filters).getAll("severity"));
  const rule = filters.elements.rule.value;
  const shown = new Map();
  for (const finding of findings) {
    const { s, r } = finding.dataset;
    finding.hidden = !(severities.has(s) && r.startsWith(rule));
    if (!finding.hidden) shown.set(finding.id, s);
  }
  for (const badge of document.querySelectorAll(".paper .badge")) badge.hidden = !shown.has(badge.hash.slice(1));
  for (const told of document.querySelectorAll(".paper [data-f]:not(.caption)")) {
    const left = new Set(told.dataset.f.split(" ").map((id) => shown.get(id)));
    const severity = gravest.find((s) => left.has(s));
    if (severity) told.dataset.s = severity;
    else delete told.dataset.s;
  }
  const all = shown.size === findings.length;
  for (const report of document.querySelectorAll(".report")) {
    report.hidden = !all && !report.querySelector(".findings > li:not([hidden])");
  }
  document.getElementById("shown").textContent = shown.size;
}

// The list: sorted by a column, grouped by unit or folder, only what fits the words that are looked for.
const list = document.querySelector(".files tbody");
const tools = document.getElementById("tools");
const titles = [...document.querySelectorAll(".files thead th")];
const rows = list ? [...list.rows] : [];
const order = { column: -1, down: true };

function value(row, column) {
  const cell = row.cells[column];
  if (!cell) return 0;
  if (cell.dataset.n) return Number(cell.dataset.n);
  const text = cell.textContent.trim();
  const number = Number(text);
  return text === "" || Number.isNaN(number) ? text : number;
}

function compare(a, b) {
  const [x, y] = [value(a, order.column), value(b, order.column)];
  const numbers = typeof x === "number" && typeof y === "number";
  if (numbers) return x - y;
  // What is empty counts as nothing beside numbers, and comes first beside words.
  if (typeof x === "number" || typeof y === "number") return (Number(x) || 0) - (Number(y) || 0);
  return x.localeCompare(y, "zh");
}

function arrange() {
  const sought = tools.elements.search.value.trim().toLowerCase();
  const by = tools.elements.group.value;
  const sorted = order.column < 0 ? [...rows] : [...rows].sort((a, b) => (order.down ? -1 : 1) * compare(a, b));
  for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(sought);
  const groups = new Map();
  for (const row of sorted) {
    const name = by ? row.dataset[by] ?? "" : "";
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(row);
  }
  list.replaceChildren();
  for (const [name, members] of groups) {
    const shown = members.filter((row) => !row.hidden).length;
    if (by && shown) {
      const head = list.insertRow();
      head.className = "group";
      const cell = document.createElement("th");
      cell.colSpan = titles.length;
      cell.scope = "rowgroup";
      cell.textContent = `${name || "—"} (${shown})`;
      head.append(cell);
    }
    list.append(...members);
  }
}

function sort(column) {
  order.down = order.column === column ? !order.down : column > 3;
  order.column = column;
  for (const [at, title] of titles.entries()) {
    title.ariaSort = at !== column ? "none" : order.down ? "descending" : "ascending";
  }
  arrange();
}

if (tools) {
  tools.hidden = false;
  tools.addEventListener("input", arrange);
  tools.addEventListener("submit", (event) => event.preventDefault());
  for (const [at, title] of titles.entries()) {
    title.ariaSort = "none";
    title.tabIndex = 0;
    title.addEventListener("click", () => sort(at));
    title.addEventListener("keydown", (event) => event.key === "Enter" && sort(at));
  }
}

// A finding, the cells that it speaks of, and the other way round.
function together(target) {
  const known = target.closest("[data-at], [data-f]");
  if (!known) return [];
  const findings = known.dataset.f ? known.dataset.f.split(" ") : [known.id];
  const ids = findings.flatMap((id) => [id, ...(document.getElementById(id).dataset.at ?? "").split(" ")]);
  return ids.map((id) => document.getElementById(id)).filter(Boolean);
}

function light(event) {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  for (const other of together(event.target)) other.classList.add("lit");
}

function unfold() {
  let folded = document.getElementById(location.hash.slice(1));
  while ((folded = folded?.parentElement?.closest("details"))) folded.open = true;
}

document.addEventListener("mouseover", light);
document.addEventListener("focusin", light);
document.addEventListener("click", (event) => {
  if (event.target.closest("a, summary, button, label") || getSelection().toString()) return;
  event.target.closest("[data-at], [data-f]")?.querySelector(".badge:not([hidden])")?.click();
});
addEventListener("hashchange", unfold);
languages.addEventListener("click", (event) => event.target.value && speak(event.target.value));
languages.hidden = false;
speak(page.lang);
unfold();
if (filters) {
  filters.addEventListener("change", filter);
  filters.addEventListener("submit", (event) => event.preventDefault());
  filters.hidden = false;
  filter();
}
