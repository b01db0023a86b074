const list = element.querySelector(".cards");
const bar = element.querySelector(".selection");
const more = element.querySelector(".more");
const bandNames = { likely: "Likely", maybe: "Maybe", weak: "Weak" };
const tiles = new Map(); // image id -> its tile: kept from one result to the next, so that pictures do not flicker
let shown = []; // the cards on screen, in order
let chosen = new Set();
let active = null; // the tile that the arrow keys are at
let anchor = null; // where a range begins
let kept = new Set(); // selected before the library changed, and not among what is shown since
let toTop = false; // new results, asked for from further down, are shown from their beginning

const tile = (card) => {
  const picture = make("button", { type: "button", class: "pick", "aria-pressed": "false", "aria-label": `Select ${card.alt}` },
    make("img", { src: address("thumb", card.id), alt: card.alt, loading: "lazy", decoding: "async", draggable: "false" }),
    make("span", { class: "check", "aria-hidden": "true", text: "✓" }));
  const closer = make("button", { type: "button", class: "closer", "aria-label": `Look closer at ${card.alt}`, title: "Look closer" });
  closer.innerHTML = '<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="8.5" cy="8.5" r="5.2" fill="none" stroke="currentColor" stroke-width="1.8"/><path d="m12.6 12.6 4.4 4.4" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>';
  const node = make("li", { class: "card", "data-id": card.id, style: { "--ratio": card.ratio } },
    make("div", { class: "frame" }, picture, closer, make("button", { type: "button", class: "extra", hidden: true })),
    make("div", { class: "under" }));
  picture.addEventListener("click", (event) => pick(card.id, event));
  picture.addEventListener("dblclick", () => look(card.id));
  picture.addEventListener("keydown", keys);
  picture.addEventListener("focus", () => rove(card.id));
  closer.addEventListener("click", () => look(card.id));
  node.querySelector(".extra").addEventListener("click", () => look(card.id));
  return node;
};

const fill = (node, card, banded) => {
  const extra = node.querySelector(".extra");
  extra.hidden = !card.extra.length;
  extra.textContent = `+${card.extra.length}`;
  extra.title = `${card.extra.length} near-duplicate${card.extra.length === 1 ? "" : "s"}`;
  extra.setAttribute("aria-label", `Show ${extra.title}`);
  const facts = [card.distance, card.date].filter(Boolean).join(" · ");
  const under = node.querySelector(".under");
  const open = under.querySelector("details")?.open;
  under.replaceChildren();
  if (card.bar.length) under.append(reasons(card, open));
  under.append(make("p", { class: "facts-line", title: card.file },
    banded ? null : make("span", { class: `badge ${card.band}`, text: card.bar.length ? bandNames[card.band] : "" }), facts || card.file));
};

const reasons = (card, open) => {
  const words = card.why.map((row) => `${row.label} ${row.text}`).join(", ");
  const fold = make("details", { class: "why", open },
    make("summary", { title: words, "aria-label": `Why: ${words}` },
      make("span", { class: "bar" }, ...card.bar.map((part) => make("i", { class: part.channel, style: { width: `${part.percent}%` } })))));
  const rows = card.why.map((row) => make("li", { class: row.value < 0 ? "minus" : row.channel },
    make("span", { class: "label", text: row.avoid ? `avoid ${row.label}` : row.label }),
    make("span", { class: "line" }, make("i", { style: { width: `${row.percent}%` } })),
    make("span", { class: "number", text: row.text })));
  fold.append(make("ul", { class: "why-list" }, ...rows, make("li", { class: "total" }, make("span", { text: "score" }), make("span", { class: "number", text: card.score }))));
  fold.addEventListener("toggle", () => fold.open && list.querySelectorAll(".why[open]").forEach((other) => other !== fold && (other.open = false)));
  return fold;
};

const look = (id) => tell("look", { cards: shown, id, selected: chosen.has(id) });

const pick = (id, event) => {
  if (event.shiftKey && anchor) {
    const [a, b] = [anchor, id].map((one) => shown.findIndex((card) => card.id === one)).sort((x, y) => x - y);
    if (a >= 0) shown.slice(a, b + 1).forEach((card) => chosen.add(card.id));
  } else {
    if (!chosen.delete(id)) chosen.add(id);
    anchor = id;
  }
  mark();
};

const mark = () => {
  const here = new Set(shown.map((card) => card.id));
  chosen = new Set([...chosen].filter((id) => here.has(id) || kept.has(id)));
  for (const [id, node] of tiles) {
    node.classList.toggle("chosen", chosen.has(id));
    node.querySelector(".pick").setAttribute("aria-pressed", String(chosen.has(id)));
  }
  window.docentPage.selected = [...chosen];
  bar.hidden = !chosen.size;
  element.classList.toggle("selecting", chosen.size > 0);
  const away = [...chosen].filter((id) => !here.has(id)).length;
  bar.querySelector(".selected-count").textContent = `${chosen.size} selected${away ? `, ${away} not shown now` : ""}`;
};

// One tab stop for the whole grid: arrow keys move within it.
const rove = (id) => {
  active = id;
  for (const [key, node] of tiles) node.querySelectorAll("button, summary").forEach((part) => (part.tabIndex = key === id ? 0 : -1));
};

const keys = (event) => {
  const at = shown.findIndex((card) => card.id === active);
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: below(at, 1), ArrowUp: below(at, -1), Home: -at, End: shown.length - 1 - at }[event.key];
  if (event.key === "Enter") look(active);
  else if (event.key === "Escape") clear();
  else if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
    shown.forEach((card) => chosen.add(card.id));
    mark();
  } else if (step !== undefined) {
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + step))];
    if (event.shiftKey) {
      chosen.add(active);
      chosen.add(next.id);
      mark();
    }
    tiles.get(next.id).querySelector(".pick").focus();
  } else return;
  event.preventDefault();
};

// How many tiles on the one nearest to straight above or below is.
const below = (at, direction) => {
  const here = tiles.get(shown[at]?.id)?.getBoundingClientRect();
  if (!here) return 0;
  let best = 0;
  let least = Infinity;
  for (let i = at + direction; i >= 0 && i < shown.length; i += direction) {
    const there = tiles.get(shown[i].id).getBoundingClientRect();
    if (Math.abs(there.top - here.top) < 8) continue;
    const off = Math.abs(there.left + there.width / 2 - here.left - here.width / 2) + 3 * Math.abs(there.top - here.top);
    if (off >= least) break;
    [least, best] = [off, i - at];
  }
  return best;
};

const clear = () => {
  chosen.clear();
  anchor = null;
  mark();
};

const withChosen = (action) => {
  toTop = true;
  act({ ...action, ids: [...chosen] });
  clear();
};
const kilometres = bar.querySelector("input");
const doings = {
  similar: () => withChosen({ do: "similar" }),
  content: () => withChosen({ do: "similar", channels: ["content"] }),
  style: () => withChosen({ do: "similar", channels: ["style"] }),
  nearby: () => withChosen({ do: "similar", nearby_km: Number(kilometres.value) }),
  less: () => withChosen({ do: "less" }),
  clear,
};
bar.addEventListener("click", (event) => doings[event.target.dataset.do]?.());
kilometres.addEventListener("keydown", (event) => event.key === "Enter" && doings.nearby());
more.addEventListener("click", () => act({ do: "more" }));
foldAway(() => list.querySelectorAll(".why"));
on("asked", () => (toTop = true));
on("select", (id) => pick(id, {}));
on("similar", (id) => {
  chosen = new Set([id]);
  doings.similar();
});

follow(props, watch, (value) => {
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  shown = value.cards;
  if (value.refreshed) kept = new Set(chosen);
  else kept.clear();
  const nodes = [];
  let band = null;
  for (const card of shown) {
    if (value.banded && card.band !== band) nodes.push(make("li", { class: "fill", role: "presentation" }), make("li", { class: `band ${card.band}` }, make("h3", { text: bandNames[card.band] })));
    band = card.band;
    if (!tiles.has(card.id)) tiles.set(card.id, tile(card));
    fill(tiles.get(card.id), card, value.banded);
    nodes.push(tiles.get(card.id));
  }
  list.replaceChildren(...nodes);
  const here = new Set(shown.map((card) => card.id));
  for (const id of [...tiles.keys()]) if (!here.has(id)) tiles.delete(id);
  if (focused?.isConnected) focused.focus({ preventScroll: true });
  if (toTop && element.getBoundingClientRect().top < 0) document.querySelector("#docent-plan").scrollIntoView({ block: "start" });
  toTop = false;
  mark();
  rove(here.has(active) ? active : shown[0]?.id);
  more.hidden = !value.more;
  more.textContent = `More (${shown.length} of ${Number(value.available).toLocaleString("en")} shown)`;
  element.querySelector(".summary").textContent = value.summary ?? "";
  element.querySelector(".keys").hidden = !shown.length;
  const message = element.querySelector(".message");
  message.hidden = value.state === "results";
  message.querySelector("p").textContent = value.command ? `${value.message} To begin, index a folder of pictures in a terminal, then reload this page:` : value.message;
  message.querySelector("code").textContent = value.command;
  message.querySelector("code").hidden = !value.command;
});
