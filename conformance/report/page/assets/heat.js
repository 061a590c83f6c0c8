/* The map of one family: its requirements down, the conversations that said something about them across. */

const SILENT = new Set(["not-applicable"]);

function mapOf(family, data) {
  const rows = Object.keys(data.outcomes).filter((id) => id.slice(0, id.lastIndexOf("-")) === family);
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
  return make("div", { class: "scroll", tabindex: "0" }, table);
}

function startMaps(data) {
  for (const details of document.querySelectorAll("details.heat")) {
    details.addEventListener("toggle", () => {
      if (details.open && details.childElementCount === 1) details.append(mapOf(details.dataset.family, data));
    });
  }
}
