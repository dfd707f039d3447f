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
