/* Which requirements are shown: by words, by outcome, by level. */

function chosen(form, name) {
  return new Set([...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value));
}

function applyFilter(form, rows) {
  const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const outcomes = chosen(form, "outcome");
  const levels = chosen(form, "level");
  let shown = 0;
  for (const row of rows) {
    const { element, text } = row;
    const fits =
      (!outcomes.size || outcomes.has(element.dataset.outcome)) &&
      (!levels.size || levels.has(element.dataset.level)) &&
      words.every((word) => text.includes(word));
    element.hidden = !fits;
    shown += fits;
  }
  for (const family of document.querySelectorAll("section.family")) {
    family.hidden = !family.querySelector("details.requirement:not([hidden])");
  }
  form.querySelector("output").textContent = `${counted(shown, "requirement")} of ${rows.length} shown.`;
}

function startFilter(form) {
  const elements = [...document.querySelectorAll("details.requirement")];
  const rows = elements.map((element) => ({ element, text: element.textContent.toLowerCase() }));
  const apply = () => applyFilter(form, rows);
  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
}

/** Show everything, since a link may lead to what a filter hides. */
function showAll(form) {
  form.reset();
}
