// Filters and sorts the findings. Data reaches the page as text only, never as markup.
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const rows = data.rows.map((cells, rank) => {
    const row = { rank };
    data.columns.forEach((name, n) => { row[name] = cells[n]; });
    return row;
  });
  const PAGE_ROWS = matchMedia("(max-width: 720px)").matches ? 20 : 50;
  const FILTERS = ["outcome", "topic", "agency", "q"];
  const STRICTEST = { forbidden: 0, undetermined: 1, warned: 2 };
  const START = { outcome: "", topic: "", agency: "", q: "", sort: "", page: 1 };
  let state = { ...START };

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
  const named = (table, name) => table[name] || { zh: name, en: name };

  // ---- which rows, in which order ----
  const sortKey = {
    local: (row) => row.local,
    outcome: (row) => STRICTEST[row.outcome],
    agency: (row) => row.agency,
    says: (row) => (page.lang() === "zh" ? row.says_zh : row.says_en),
    count: (row) => row.count,
    attempt_id: (row) => row.attempt_id,
    retry_local: (row) => row.retry_local,
  };
  const searched = (row) => [row.attempt_id, row.person, row.agency, row.says_zh, row.says_en, row.clause, row.provision]
    .join("\n").toLowerCase();
  const chosen = () => {
    const q = state.q.trim().toLowerCase();
    const kept = rows.filter((row) => (!state.outcome || row.outcome === state.outcome)
      && (!state.topic || row.topic === state.topic)
      && (!state.agency || (row.agency || "-") === state.agency)
      && (!q || searched(row).includes(q)));
    const [name, direction] = state.sort.split(".");
    const key = sortKey[name];
    if (!key) return kept;
    const sign = direction === "down" ? -1 : 1;
    return kept.sort((a, b) => sign * page.compare(key(a), key(b)) || a.rank - b.rank);
  };

  // ---- the table of findings ----
  const clause = (row) => {
    const law = data.law[row.provision];
    return el("details", { class: "clause" }, el("summary", {}, row.clause),
      el("p", {}, both(law.says)), el("p", { class: "soft" }, both(law.reading)));
  };
  const ids = (row) => {
    const made = document.createDocumentFragment();
    made.append(el("code", {}, row.attempt_id), el("br", {}), el("code", { class: "soft" }, row.person));
    return made;
  };
  const says = (row) => {
    const made = document.createDocumentFragment();
    made.append(both({ zh: row.says_zh, en: row.says_en }), clause(row));
    return made;
  };
  const agency = (row) => {
    const made = document.createDocumentFragment();
    made.append(row.agency ? row.agency : both(data.lender), el("br", {}));
    made.append(el("span", { class: "soft" }, both(named(data.channel, row.channel))));
    return made;
  };
  const shown = {
    local: (row) => row.local,
    outcome: (row) => el("span", { class: `mark ${row.outcome}` }, both(named(data.outcome, row.outcome))),
    agency,
    says,
    count: (row) => (row.count === null ? "—" : `${row.count} / ${row.limit === null ? "—" : row.limit}`),
    attempt_id: ids,
    retry_local: (row) => row.retry_local || "—",
  };
  const line = (row) => {
    const cells = data.heads.map(({ name, label, kind }, n) => {
      if (n === 0) return el("th", { scope: "row", role: "rowheader", class: kind }, shown[name](row));
      return el("td", { role: "cell", class: kind, "data-zh": label.zh, "data-en": label.en }, shown[name](row));
    });
    return el("tr", { role: "row" }, ...cells);
  };
  const told = (zh, en) => both({ zh, en });
  const draw = () => {
    const kept = chosen();
    const pages = Math.max(1, Math.ceil(kept.length / PAGE_ROWS));
    state.page = Math.min(Math.max(1, state.page), pages);
    const from = (state.page - 1) * PAGE_ROWS;
    byId("rows").replaceChildren(...kept.slice(from, from + PAGE_ROWS).map(line));
    const count = kept.length.toLocaleString("en");
    byId("shown").replaceChildren(told(`共 ${count} 条`, `${count} findings`));
    byId("page").replaceChildren(told(`第 ${state.page} / ${pages} 页`, `page ${state.page} of ${pages}`));
    byId("previous").disabled = state.page === 1;
    byId("next").disabled = state.page === pages;
    FILTERS.forEach((name) => { byId(name).value = state[name]; });
    const [sorted, direction] = state.sort.split(".");
    document.querySelectorAll("#table [data-sort]").forEach((button) => {
      const value = button.dataset.sort === sorted ? (direction === "down" ? "descending" : "ascending") : "none";
      button.closest("th").setAttribute("aria-sort", value);
    });
  };

  // ---- what is looked at stands in the address, so it can be passed on ----
  const remember = () => {
    const said = new URLSearchParams();
    if (page.lang() === "en") said.set("lang", "en");
    Object.entries(state).forEach(([name, value]) => { if (value !== START[name]) said.set(name, value); });
    history.replaceState(null, "", said.size ? `#${said}` : "#");
  };
  const recall = () => {
    const text = location.hash.slice(1);
    if (!text.includes("=")) return false;
    const said = new URLSearchParams(text);
    state = { ...START };
    Object.keys(START).forEach((name) => { if (said.has(name)) state[name] = said.get(name); });
    state.page = Number.parseInt(state.page, 10) || 1;
    if (said.has("lang")) page.speak(said.get("lang") === "en" ? "en" : "zh");
    return true;
  };
  const change = (changes) => {
    state = { ...state, ...changes };
    draw();
    remember();
  };

  // ---- wiring ----
  page.whenSpoken(() => { draw(); remember(); });
  FILTERS.forEach((name) => byId(name).addEventListener("input", (event) => change({ [name]: event.target.value, page: 1 })));
  byId("filters").addEventListener("reset", () => change({ ...START }));
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  byId("previous").addEventListener("click", () => change({ page: state.page - 1 }));
  byId("next").addEventListener("click", () => change({ page: state.page + 1 }));
  document.querySelectorAll("#table [data-sort]").forEach((button) => button.addEventListener("click", () => {
    const name = button.dataset.sort;
    const next = { [`${name}.up`]: `${name}.down`, [`${name}.down`]: "" };
    change({ sort: state.sort in next ? next[state.sort] : `${name}.up`, page: 1 });
  }));
  window.addEventListener("hashchange", () => { if (recall()) { draw(); byId("findings").focus(); } });
  recall();
  draw();
})();
