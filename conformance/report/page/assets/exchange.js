/* One exchange: what was asked, what came back byte by byte, and where something is wrong with it. */

const DECODER = new TextDecoder("utf-8");

function fieldsOf(fields) {
  return fields.map(([name, value]) => `${name}: ${value}`).join("\n");
}

function block(title, ...content) {
  return make("section", {}, make("h5", {}, title), ...content);
}

function requestOf(exchange, pictures) {
  const { request } = exchange;
  const shown = request.pictures.map((name, number) => {
    const image = make("img", { alt: `Picture ${number + 1} that was sent`, src: pictures[name], loading: "lazy" });
    return image;
  });
  const head = `${request.line}\n${fieldsOf(request.fields)}`;
  return block(
    `Request (a conformant target: ${request.expects})`,
    make("pre", { tabindex: "0" }, `${head}\n\n${request.body}`),
    ...(shown.length ? [make("div", { class: "pictures" }, ...shown)] : []),
  );
}

/** Everything that was noticed at a byte of the body, in order. */
function notesOf(exchange) {
  const noticed = exchange.oddities ?? [];
  const places = exchange.marks.map((one) => ({ ...one, finding: true, byte: byteOf(exchange, one) }));
  const others = noticed.filter((one) => !places.some((mark) => mark.kind === one.kind && mark.byte === one.byte));
  return [...places, ...others].filter((one) => one.byte !== null && one.byte !== undefined);
}

function byteOf(exchange, mark) {
  if (mark.byte !== null && mark.byte !== undefined) return mark.byte;
  return exchange.events?.[mark.event]?.[0] ?? null;
}

/** Cut the body where events begin and where something was noticed. */
function cutsOf(exchange, size, notes) {
  const cuts = new Set([0, size]);
  for (const [from, to] of exchange.events ?? []) {
    if (from <= size) cuts.add(from);
    if (to <= size) cuts.add(to);
  }
  for (const note of notes) if (note.byte <= size) cuts.add(note.byte);
  return [...cuts].sort((a, b) => a - b);
}

function noteOf(note) {
  const text = `${note.finding ? `${note.id} ` : ""}${note.kind}${note.message ? `: ${note.message}` : ""}`;
  return make("span", { class: note.finding ? "note finding" : "note", role: "note" }, text);
}

function bytesShown(exchange) {
  const bytes = bytesOf(exchange.body);
  const notes = notesOf(exchange);
  const cuts = cutsOf(exchange, bytes.length, notes);
  const starts = new Map((exchange.events ?? []).map((event, number) => [event[0], [number, event[2]]]));
  const pre = make("pre", { class: "bytes", tabindex: "0", "aria-label": "Bytes of the answer" });
  cuts.forEach((from, number) => {
    const start = starts.get(from);
    if (start) pre.append(make("span", { class: "event" }, `event ${start[0]}, ${seconds(start[1])}`));
    for (const note of notes) if (note.byte === from) pre.append(noteOf(note));
    if (number + 1 < cuts.length) pre.append(visible(DECODER.decode(bytes.subarray(from, cuts[number + 1]))));
  });
  if (exchange.tail) {
    pre.append(make("span", { class: "event" }, `... of ${counted(exchange.length, "byte")} in all, the end:`));
    pre.append(visible(DECODER.decode(bytesOf(exchange.tail))));
  }
  return pre;
}

function answerOf(exchange) {
  if (exchange.status === null) return block("Answer", make("p", {}, `None: ${exchange.ending}. ${exchange.detail}`));
  const head = `${exchange.status} ${exchange.reason}\n${fieldsOf(exchange.fields)}`;
  const how = `${exchange.ending}${exchange.detail ? ` (${exchange.detail})` : ""}, ${counted(exchange.length, "byte")} in ${seconds(exchange.seconds)}`;
  return block(
    `Answer: ${how}`,
    ...(exchange.text ? [make("blockquote", {}, exchange.text)] : []),
    ...(exchange.events ? [timeline(exchange)] : []),
    make("pre", { tabindex: "0" }, head),
    bytesShown(exchange),
  );
}

function exchangeView(name, exchange, pictures) {
  const found = exchange.marks.map((mark) => make("a", { href: `#${mark.id}` }, `${mark.id} ${mark.kind}`));
  const shows = found.length ? [make("p", { class: "shows" }, "Shows: ", ...found)] : [];
  return make("div", { class: "exchange" }, ...shows, requestOf(exchange, pictures), answerOf(exchange));
}

/** A closed drawer that is filled when it is opened for the first time. */
function exchangeDrawer(name, data, mark = "") {
  const exchange = data.exchanges[name];
  const drawer = make("details", { class: "drawer" });
  const status = exchange.status === null ? exchange.ending : exchange.status;
  const kind = exchange.events ? `stream of ${counted(exchange.total, "event")}` : "answer";
  drawer.append(make("summary", {}, `${name}: ${status}, ${kind}${mark}`));
  drawer.addEventListener("toggle", () => {
    if (drawer.open && drawer.childElementCount === 1) drawer.append(exchangeView(name, exchange, data.pictures));
  });
  return drawer;
}
