// The findings of the report, in the words of its data.
(() => {
  const { el, both, told } = page;
  const data = JSON.parse(document.getElementById("data").textContent);
  const rows = data.rows.map((cells) => Object.fromEntries(data.columns.map((name, n) => [name, cells[n]])));
  const STRICTEST = { forbidden: 0, undetermined: 1, warned: 2 };
  const named = (table, name) => table[name] || { zh: name, en: name };

  const searched = (row) => [row.attempt_id, row.person, row.agency, row.says_zh, row.says_en, row.clause, row.provision]
    .join("\n").toLowerCase();
  const filters = {
    outcome: (row, value) => row.outcome === value,
    topic: (row, value) => row.topic === value,
    agency: (row, value) => (row.agency || "-") === value,
    q: (row, value) => searched(row).includes(value.trim().toLowerCase()),
  };
  const sortKey = {
    local: (row) => row.local,
    outcome: (row) => STRICTEST[row.outcome],
    agency: (row) => row.agency,
    says: (row) => (page.lang() === "zh" ? row.says_zh : row.says_en),
    count: (row) => row.count,
    attempt_id: (row) => row.attempt_id,
    retry_local: (row) => row.retry_local,
  };

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
  const counted = (count) => told(`共 ${count} 条`, `${count} findings`);
  listing({ heading: "findings", heads: data.heads, rows, filters, sortKey, shown, counted });
})();
