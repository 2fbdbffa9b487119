// A table whose rows come from data: filtered, sorted, one page of them at a time. Data becomes text, never markup.
// `filters`, `sortKey`, `shown`: by name, of a row; `counted`: a number of rows in words; `downFirst`: what is sorted
// from the largest when first asked.
const listing = ({ heading, heads, rows, filters, sortKey, shown, counted, downFirst = [] }) => {
  const { el, told } = page;
  const byId = (id) => document.getElementById(id);
  const PAGE_ROWS = matchMedia("(max-width: 720px)").matches ? 20 : 50;
  const FILTERS = Object.keys(filters);
  const START = { ...Object.fromEntries(FILTERS.map((name) => [name, ""])), sort: "", page: 1 };
  let state = { ...START };

  // ---- which rows, in which order ----
  const chosen = () => {
    const asked = FILTERS.filter((name) => state[name] !== "");
    const kept = rows.filter((row) => asked.every((name) => filters[name](row, state[name])));
    const [name, direction] = state.sort.split(".");
    const key = sortKey[name];
    const sign = direction === "down" ? -1 : 1;
    return key ? kept.sort((a, b) => sign * page.compare(key(a), key(b))) : kept;
  };

  // ---- the table ----
  const line = (row) => {
    const cells = heads.map(({ name, label, kind }, n) => {
      if (n === 0) return el("th", { scope: "row", role: "rowheader", class: kind }, shown[name](row));
      return el("td", { role: "cell", class: kind, "data-zh": label.zh, "data-en": label.en }, shown[name](row));
    });
    return el("tr", { role: "row" }, ...cells);
  };
  const draw = () => {
    const kept = chosen();
    const pages = Math.max(1, Math.ceil(kept.length / PAGE_ROWS));
    state.page = Math.min(Math.max(1, state.page), pages);
    const from = (state.page - 1) * PAGE_ROWS;
    byId("rows").replaceChildren(...kept.slice(from, from + PAGE_ROWS).map(line));
    byId("shown").replaceChildren(counted(kept.length.toLocaleString("en")));
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
    const [first, second] = downFirst.includes(name) ? ["down", "up"] : ["up", "down"];
    const next = { [`${name}.${first}`]: `${name}.${second}`, [`${name}.${second}`]: "" };
    change({ sort: state.sort in next ? next[state.sort] : `${name}.${first}`, page: 1 });
  }));
  window.addEventListener("hashchange", () => { if (recall()) { draw(); byId(heading).focus(); } });
  recall();
  draw();
};
