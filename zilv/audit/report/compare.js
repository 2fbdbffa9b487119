// What each provision changes for each agency on each day.
(() => {
  const { el, both, told } = page;
  const { provisions, agencies, days, heads, cells } = JSON.parse(document.getElementById("data").textContent);
  const kinds = heads.slice(3).map(({ name }) => name);
  const rows = cells.map(([provision, agency, day, ...counts]) => ({
    provision: provisions[provision], agency: agencies[agency], day: days[day], ...Object.fromEntries(kinds.map((kind, n) => [kind, counts[n]])),
  }));
  const each = (make) => Object.fromEntries(kinds.map((kind) => [kind, make(kind)]));
  const provision = (row) => {
    const made = document.createDocumentFragment();
    made.append(both(row.provision.title), el("br", {}), el("code", { class: "soft" }, row.provision.id));
    return made;
  };
  listing({
    heading: "cells",
    heads,
    rows,
    filters: {
      provision: (row, value) => row.provision.id === value,
      agency: (row, value) => row.agency.id === value,
      day: (row, value) => row.day === value,
    },
    sortKey: {
      provision: (row) => row.provision.title[page.lang()],
      agency: (row) => row.agency.name[page.lang()],
      day: (row) => row.day,
      ...each((kind) => (row) => row[kind]),
    },
    shown: {
      provision,
      agency: (row) => both(row.agency.name),
      day: (row) => row.day,
      ...each((kind) => (row) => row[kind].toLocaleString("en")),
    },
    counted: (count) => told(`共 ${count} 格`, `${count} cells`),
    downFirst: kinds,
  });
})();
