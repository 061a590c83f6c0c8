/* Puts the page to work: links, copying, and the exchanges behind each requirement. */

const FIRST = 5;

function openTo(id) {
  const target = id && document.getElementById(id);
  if (!target) return;
  if (target.closest("[hidden]")) showAll(document.querySelector("form.filter"));
  for (let at = target; at; at = at.parentElement) if (at.matches("details")) at.open = true;
  setTimeout(() => {
    target.scrollIntoView();
    const place = target.querySelector(":scope > summary") ?? target;
    if (place === target && !target.hasAttribute("tabindex")) target.tabIndex = -1;
    place.focus({ preventScroll: true });
  });
}

function hashed() {
  return decodeURIComponent(location.hash.slice(1));
}

/** Follow a link to where the address points already: nothing changes then, and nobody would be told. */
function followAgain(event) {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash === location.hash) openTo(hashed());
}

async function copy(event) {
  const pressed = event.target.closest("button[data-copy]");
  if (!pressed) return;
  const text = pressed.parentElement.querySelector("code").textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // A page from a file may not have the clipboard of today.
    const area = make("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  pressed.textContent = "Copied";
  setTimeout(() => (pressed.textContent = "Copy"), 2000);
}

function drawersInto(place, names, data) {
  const known = names.filter((name) => data.exchanges[name]);
  place.append(...known.slice(0, FIRST).map((name) => exchangeDrawer(name, data)));
  if (known.length > FIRST) {
    const rest = button(`${known.length - FIRST} more`, () => {
      rest.replaceWith(...known.slice(FIRST).map((name) => exchangeDrawer(name, data)));
    });
    place.append(rest);
  }
}

/** All conversations that said something about a requirement, each with its outcome and its exchanges. */
function conversationsInto(place, data, exchangesOf) {
  const outcomes = Object.entries(data.outcomes[place.dataset.requirement] ?? {});
  if (!outcomes.length) return;
  const drawer = make("details", {}, make("summary", {}, `Judged in ${counted(outcomes.length, "conversation")}`));
  drawer.addEventListener("toggle", () => {
    if (!drawer.open || drawer.childElementCount > 1) return;
    const rows = outcomes.map(([name, outcome]) => {
      const item = make("li", {}, make("span", { class: `badge ${outcome}` }, outcome), ` ${name} `);
      item.append(...(exchangesOf.get(name) ?? []).map((key) => exchangeDrawer(key, data)));
      return item;
    });
    drawer.append(make("ul", { class: "judged" }, ...rows));
  });
  place.append(drawer);
}

function byConversation(data) {
  const found = new Map();
  for (const key of Object.keys(data.exchanges)) {
    const name = key.slice(0, key.lastIndexOf("#"));
    found.set(name, [...(found.get(name) ?? []), key]);
  }
  return found;
}

function startRequirements(data) {
  const exchangesOf = byConversation(data);
  for (const row of document.querySelectorAll("details.requirement")) {
    const fill = () => {
      if (!row.open || row.dataset.filled) return;
      row.dataset.filled = "yes";
      for (const place of row.querySelectorAll("[data-finding]")) drawersInto(place, data.findings[place.dataset.finding], data);
      conversationsInto(row.querySelector("[data-requirement]"), data, exchangesOf);
    };
    row.addEventListener("toggle", fill);
    fill();
  }
}

function startBars() {
  for (const bar of document.querySelectorAll(".bar > span")) bar.style.flexGrow = bar.dataset.share;
}

startBars();
startFilter(document.querySelector("form.filter"));
document.addEventListener("click", copy);
document.addEventListener("click", followAgain);
addEventListener("hashchange", () => openTo(hashed()));
addEventListener("beforeprint", () => {
  for (const finding of document.querySelectorAll(".finding")) finding.closest("details").open = true;
});
unpacked(document.getElementById("data").textContent).then((data) => {
  startRequirements(data);
  startMaps(data);
  document.body.dataset.ready = "yes";
  performance.mark("ready");
  openTo(hashed());
});
