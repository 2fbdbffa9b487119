"use strict";
// What every page does: switches the language, sorts tables, prints; and how its other scripts build elements.
const page = (() => {
  const root = document.documentElement;
  const listeners = [];
  let lang = root.classList.contains("en") ? "en" : "zh";

  // ---- language ----
  const speak = (chosen) => {
    lang = chosen;
    root.classList.remove("zh", "en");
    root.classList.add(lang);
    root.lang = lang === "zh" ? "zh-Hans" : "en";
    document.querySelectorAll("[data-text-zh]").forEach((one) => {
      one.textContent = lang === "zh" ? one.dataset.textZh : one.dataset.textEn;
    });
  };

  // ---- tables that are in the page already ----
  const collator = new Intl.Collator("zh-Hans", { numeric: true });
  const compare = (left, right) => {
    if (left === right) return 0;
    if (left === null || left === "") return 1;
    if (right === null || right === "") return -1;
    return typeof left === "number" ? left - right : collator.compare(left, right);
  };
  const sortable = (table) => {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => heading.firstElementChild.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "descending";
      const value = (row) => row.cells[column].dataset.v || "";
      const number = (text) => (text !== "" && Number.isFinite(Number(text)) ? Number(text) : text);
      const lines = [...table.tBodies[0].rows];
      lines.sort((a, b) => (down ? 1 : -1) * compare(number(value(a)), number(value(b))));
      table.tBodies[0].append(...lines);
      headings.forEach((other) => other.setAttribute("aria-sort", "none"));
      heading.setAttribute("aria-sort", down ? "ascending" : "descending");
    }));
  };

  // ---- building elements ----
  const el = (name, attributes, ...children) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.append(...children);
    return made;
  };
  const both = (words) => {
    if (words.zh === words.en) return document.createTextNode(words.zh);
    const made = document.createDocumentFragment();
    made.append(el("span", { class: "zh", lang: "zh-Hans" }, words.zh), el("span", { class: "en", lang: "en" }, words.en));
    return made;
  };
  const told = (zh, en) => both({ zh, en });

  // ---- wiring ----
  speak(lang);
  document.querySelectorAll(".needs-script").forEach((one) => { one.hidden = false; });
  document.querySelectorAll("table.sortable").forEach(sortable);
  document.getElementById("language").addEventListener("click", () => {
    speak(lang === "zh" ? "en" : "zh");
    listeners.forEach((listener) => listener());
  });
  document.getElementById("print").addEventListener("click", () => window.print());
  return { el, both, told, speak, compare, lang: () => lang, whenSpoken: (listener) => listeners.push(listener) };
})();
