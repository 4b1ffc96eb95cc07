// What a page can do beyond being read: walk the notes by keyboard, and sort and filter the list of articles.
"use strict";

function walkNotes() {
  const notes = [...document.querySelectorAll(".note")].sort((a, b) => number(a) - number(b));
  if (!notes.length) return;
  let at = -1;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    at = Math.min(Math.max(at + step, 0), notes.length - 1);
    show(notes[at]);
  });
  document.addEventListener("mouseover", (event) => {
    const mark = event.target.closest("mark[data-note]");
    light(mark ? notes.find((note) => number(note) === Number(mark.dataset.note)) : event.target.closest(".note"));
  });
}

function number(note) {
  return Number(note.querySelector(".num").textContent);
}

function show(note) {
  light(note);
  note.focus({ preventScroll: true });
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  note.scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
}

function light(note) {
  for (const lit of document.querySelectorAll(".lit")) lit.classList.remove("lit");
  if (!note) return;
  note.classList.add("lit");
  for (const mark of document.querySelectorAll(`mark[data-note="${number(note)}"]`)) mark.classList.add("lit");
}

function sortAndFilter() {
  const table = document.querySelector("table.articles");
  if (!table) return;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  table.closest(".scroll").before(filterBox(rows));
  [...table.tHead.rows[0].cells].forEach((cell, column) => {
    const button = document.createElement("button");
    button.className = "sort";
    button.textContent = cell.textContent;
    cell.replaceChildren(button);
    button.addEventListener("click", () => {
      const first = column ? "descending" : "ascending"; // numbers from the largest, names from A
      const again = cell.getAttribute("aria-sort") === first;
      const up = (first === "ascending") !== again ? 1 : -1;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      cell.setAttribute("aria-sort", up > 0 ? "ascending" : "descending");
      body.append(...rows.sort((a, b) => up * compare(value(a, column), value(b, column))));
    });
  });
}

function value(row, column) {
  if (!column) return row.cells[0].textContent.trim();
  return row.cells[column] ? Number(row.cells[column].textContent) : Infinity;
}

function compare(a, b) {
  return typeof a === "string" ? a.localeCompare(b) : a === b ? 0 : a < b ? -1 : 1;
}

function filterBox(rows) {
  const box = document.createElement("div");
  box.className = "tools";
  const label = document.createElement("label");
  const input = document.createElement("input");
  const told = document.createElement("span");
  input.type = "search";
  told.setAttribute("role", "status");
  label.append("Find an article", input);
  box.append(label, told);
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    for (const row of rows) {
      row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
      shown += !row.hidden;
    }
    told.textContent = wanted ? `${shown} of ${rows.length}` : "";
  });
  return box;
}

walkNotes();
sortAndFilter();
