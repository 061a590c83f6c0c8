/* The map of one family: its requirements down, the conversations that said something about them across. */

const SILENT = new Set(["not-applicable"]);

/** Say what the colours of a map mean: those that it has. */
function legendOf(rows, columns, told) {
  const present = new Set(rows.flatMap((id) => columns.map((name) => told(id, name)).filter(Boolean)));
  const words = [...present].sort().map((outcome) => make("span", {}, make("i", { class: outcome }), outcome));
  return make("p", { class: "legend" }, ...words);
}

function mapOf(family, data) {
  const rows = Object.keys(data.outcomes).filter((id) => id.slice(0, id.lastIndexOf("-")) === family).sort();
  const told = (id, name) => data.outcomes[id][name];
  const columns = [...new Set(rows.flatMap((id) => Object.keys(data.outcomes[id])))]
    .filter((name) => rows.some((id) => told(id, name) && !SILENT.has(told(id, name))))
    .sort();
  const head = make("tr", {}, make("td"), ...columns.map((name) => make("th", { scope: "col" }, make("span", {}, name))));
  const body = rows.map((id) => {
    const cells = columns.map((name) => {
      const outcome = told(id, name);
      if (!outcome) return make("td");
      const words = make("span", { class: "hidden-text" }, outcome);
      return make("td", { class: outcome, title: `${id}, ${name}: ${outcome}` }, words);
    });
    return make("tr", {}, make("th", { scope: "row" }, make("a", { href: `#${id}` }, id)), ...cells);
  });
  const table = make("table", {}, make("caption", {}, `${rows.length} requirements, ${columns.length} conversations`));
  table.append(make("thead", {}, head), make("tbody", {}, ...body));
  return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Map of ${family}` }, legendOf(rows, columns, told), table);
}

function startMaps(data) {
  for (const details of document.querySelectorAll("details.heat")) {
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) details.append(mapOf(details.dataset.family, data));
    });
  }
}
