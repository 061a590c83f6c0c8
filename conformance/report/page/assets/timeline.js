/* A stream as a picture: when its bytes came, where its events end, and where nothing came for long. */

const SVG = "http://www.w3.org/2000/svg";
const BASE = 68;
const HEIGHT = 98;
/** Where labels may stand, in the order in which they are tried: above the bars, below them, and once more. */
const ROWS = [9, BASE + 15, 20, BASE + 26];
const LETTER = 5.2;

function drawn(name, attributes, text) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text) element.textContent = text;
  return element;
}

/** Bytes and events of each moment at which something came. */
function arrivalsOf(exchange) {
  let before = 0;
  return exchange.arrivals.map(([at, end]) => {
    const arrival = { at, bytes: end - before, events: exchange.events.filter((one) => one[2] === at && one[1] > before && one[1] <= end).length };
    before = end;
    return arrival;
  });
}

function longestGap(events) {
  let gap = { length: 0, after: 0 };
  for (let number = 1; number < events.length; number += 1) {
    const length = events[number][2] - events[number - 1][2];
    if (length > gap.length) gap = { length, after: number - 1 };
  }
  return gap;
}

/** Say in words what the picture shows. */
function storyOf(exchange, arrivals) {
  const { events } = exchange;
  if (!events.length) return "No event arrived.";
  const gap = longestGap(events);
  const burst = Math.max(...arrivals.map((one) => one.events));
  const moments = new Set(events.map((one) => one[2])).size;
  const told = [
    `First event after ${seconds(events[0][2])}`,
    `${counted(exchange.total, "event")} at ${counted(moments, "moment")} until ${seconds(events.at(-1)[2])}`,
  ];
  if (gap.length > 0) told.push(`longest silence ${seconds(gap.length)}, behind event ${gap.after}`);
  if (burst > 1) told.push(`up to ${burst} events in one piece`);
  told.push(exchange.done === null ? "no [DONE]" : `[DONE] at ${seconds(exchange.done)}`);
  told.push(`the connection: ${exchange.ending} after ${seconds(exchange.seconds)}`);
  return `${told.join("; ")}.`;
}

/** Return where a label stands so that it neither leaves the picture nor lies on another one. */
function labelled(text, at, width, taken) {
  const half = (text.length * LETTER) / 2;
  const x = Math.min(Math.max(at, half + 2), width - half - 2);
  const free = (y) => !taken.some((one) => one.y === y && one.from < x + half + 4 && x - half - 4 < one.to);
  const y = ROWS.find(free) ?? ROWS[0];
  taken.push({ y, from: x - half, to: x + half });
  return drawn("text", { x, y, "text-anchor": "middle" }, text);
}

function timeline(exchange) {
  const width = innerWidth < 640 ? 340 : 800;
  const arrivals = arrivalsOf(exchange);
  const story = storyOf(exchange, arrivals);
  const end = Math.max(exchange.seconds, exchange.arrivals.at(-1)?.[0] ?? 0, 0.001);
  const place = (at) => 10 + (at / end) * (width - 20);
  const picture = drawn("svg", { viewBox: `0 0 ${width} ${HEIGHT}`, role: "img", "aria-label": story, class: "timeline" });
  picture.append(drawn("line", { x1: 10, x2: width - 10, y1: BASE, y2: BASE, class: "axis" }));
  const gap = longestGap(exchange.events);
  if (gap.length > 0) {
    const from = place(exchange.events[gap.after][2]);
    const to = place(exchange.events[gap.after + 1][2]);
    picture.append(drawn("rect", { x: from, width: Math.max(to - from, 1), y: BASE - 4, height: 8, class: "gap" }));
  }
  const largest = Math.max(...arrivals.map((one) => one.bytes), 1);
  for (const one of arrivals) {
    const tall = 6 + 34 * (Math.log1p(one.bytes) / Math.log1p(largest));
    const kind = one.events > 1 ? "arrival burst" : "arrival";
    const line = drawn("line", { x1: place(one.at), x2: place(one.at), y1: BASE - tall, y2: BASE, class: kind });
    line.append(drawn("title", {}, `${seconds(one.at)}: ${counted(one.bytes, "byte")}, ${counted(one.events, "event")}`));
    picture.append(line);
  }
  const marks = [[0, "sent"], [exchange.events[0]?.[2], "first event"], [exchange.done, "[DONE]"], [exchange.seconds, "end"]];
  const taken = [];
  for (const [at, name] of marks) {
    if (at === undefined || at === null) continue;
    picture.append(drawn("line", { x1: place(at), x2: place(at), y1: BASE - 44, y2: BASE + 6, class: "mark" }));
    picture.append(labelled(`${name} ${seconds(at)}`, place(at), width, taken));
  }
  return make("figure", {}, picture, make("figcaption", {}, story));
}
