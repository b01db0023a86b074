const root = element.querySelector(".plan");
const terms = root.querySelector(".terms");
const conditions = root.querySelector(".conditions");
const find = (key) => root.querySelector(`[data-key="${key}"]`);
if (innerWidth < 760) root.querySelector(".plan-body").removeAttribute("open");

// A plan that arrives while a slider is held waits until it is let go; one that answers a step before the last waits for
// that one's answer, so that a slider does not jump back under quick key presses.
let held = false;
let waiting = null;
root.addEventListener("pointerdown", (event) => (held = event.target.matches("input[type=range]")));
addEventListener("pointerup", () => {
  held = false;
  // after the slider's own change event, so that its value is sent before it is drawn anew
  setTimeout(() => waiting && !held && show(waiting), 0);
});

foldAway(() => root.querySelectorAll(".filters"));

const edit = (value) => act({ do: "edit", edit: value });
const button = (text, label, key, onclick, more = "") => make("button", { type: "button", class: `small ${more}`, "aria-label": label, title: label, "data-key": key, text, onclick });

const weightWords = (weight) => (weight < 0 ? `avoid ${(-weight).toFixed(2)}` : weight > 0 ? weight.toFixed(2) : "off");

const termRow = (term) => {
  const said = make("output", { class: term.weight < 0 ? "avoided" : "", text: term.label });
  const slider = make("input", {
    type: "range", min: -1, max: 1, step: 0.05, value: term.weight, "data-key": `term:${term.id}`,
    "aria-label": `Weight of ${term.text}`, "aria-valuetext": term.label, class: term.weight < 0 ? "avoided" : "",
    onchange: (event) => edit({ tool: "reweight", term: term.id, weight: Number(event.target.value) }),
    oninput: (event) => {
      const weight = Number(event.target.value);
      said.textContent = weightWords(weight);
      for (const node of [said, slider]) node.classList.toggle("avoided", weight < 0);
      slider.setAttribute("aria-valuetext", said.textContent);
      paint(slider);
    },
  });
  paint(slider);
  const other = term.channel === "content" ? "style" : "content";
  return make(
    "li",
    { class: `term ${term.channel}` },
    button(term.channel, `${term.text} is ${term.channel}: make it ${other}`, `channel:${term.id}`, () => act({ do: "channel", term: term.id }), `mark ${term.channel}`),
    make("span", { class: "term-text", title: term.text, text: term.text }),
    slider,
    said,
    button("×", `Remove ${term.text}`, `remove:${term.id}`, () => edit({ tool: "remove_term", term: term.id }), "remove"),
    term.doubt ? make("p", { class: "doubt" }, ...rich(term.doubt)) : null,
  );
};

// The filled part of a signed slider runs from its middle to its thumb.
const paint = (slider) => {
  const at = 50 + 50 * Number(slider.value);
  slider.style.setProperty("--from", `${Math.min(50, at)}%`);
  slider.style.setProperty("--to", `${Math.max(50, at)}%`);
};

const placeRow = (place) => {
  const said = make("output", { text: place.radius });
  const slider = make("input", {
    type: "range", min: 0, max: 100, step: 1, value: place.step, "data-key": "radius", "aria-label": `How far from ${place.name}`, "aria-valuetext": place.radius,
    onchange: (event) => act({ do: "radius", value: Number(event.target.value) }),
    oninput: (event) => (said.textContent = radiusWords(Number(event.target.value))),
  });
  const other = place.mode === "only" ? "prefer" : "only";
  const modeButton = button(place.mode, `${place.mode === "only" ? "Only pictures from there" : "Pictures from there first"}: change to ${other}`, "mode", () => act({ do: "mode", value: other }), "mark place");
  return make(
    "div",
    { class: `condition place ${place.resolved ? "" : "unknown"}` },
    modeButton,
    make("span", { class: "term-text", title: place.name, text: place.name }),
    ...(place.resolved ? [slider, said] : [make("em", { text: "I do not know this place; it does not count" })]),
    button("×", `Look anywhere, not only near ${place.name}`, "clear_place", () => act({ do: "clear_place" }), "remove"),
  );
};

// the same curve as controls.radius_at: 1 to 5,000 km, logarithmic
const radiusWords = (step) => {
  if (step < 1) return "its own size";
  const km = 5000 ** ((step - 1) / 99);
  return km < 10 ? `within ${Number(km.toPrecision(2)).toFixed(1)} km` : `within ${Number(km.toPrecision(2)).toLocaleString("en")} km`;
};

const dateWords = (dates) => {
  const day = (iso) => new Date(`${iso}T12:00`).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
  if (dates.from && dates.to) return dates.from === dates.to ? day(dates.from) : `${day(dates.from)} to ${day(dates.to)}`;
  return dates.from ? `from ${day(dates.from)}` : `until ${day(dates.to)}`;
};

const tag = (kind, text, label, key, onclick) => make("span", { class: "tag" }, make("small", { text: kind }), make("span", { text }), button("×", label, key, onclick, "remove"));

const example = (ref) => {
  const both = ref.channels.length === 2;
  const words = `${ref.less ? "Less" : "More"} like this${both ? "" : `, in ${ref.channels[0]}`}`;
  return make(
    "span",
    { class: `example-thumb ${ref.less ? "less" : ""}`, title: words },
    make("img", { src: address("thumb", ref.id), alt: words }),
    make("small", { text: ref.less ? "less" : both ? "like" : ref.channels[0] }),
    button("×", `Remove this example (${words.toLowerCase()})`, `example:${ref.id}`, () => act({ do: "drop_example", id: ref.id }), "remove"),
  );
};

const conditionRows = (plan) => {
  const rows = [];
  if (plan.place) rows.push(placeRow(plan.place));
  const tags = [];
  if (plan.dates) tags.push(tag("taken", dateWords(plan.dates), "Remove the dates", "clear_dates", () => edit({ tool: "set_dates" })));
  const filter = (name, text) => tags.push(tag(name, text, `Remove this filter`, `clear_${name}`, () => edit({ tool: "set_filter", name, value: null })));
  if (plan.filters.folder !== null) filter("folder", plan.filters.folder);
  if (plan.filters.camera !== null) filter("camera", plan.filters.camera);
  if (plan.filters.gps !== null) filter("gps", plan.filters.gps ? "with a position" : "without a position");
  for (const fact of plan.filters.facts) filter(fact.name, fact.text);
  for (const name of plan.filters.not_in) {
    const known = !plan.filters.not_in_unknown.includes(name);
    tags.push(tag("not in", known ? name : `${name} (I do not know this place; it does not count)`, `Leave out ${name} no longer`, `allow:${name}`, () => edit({ tool: "allow_place", name })));
  }
  if (tags.length || plan.like.length) rows.push(make("div", { class: "tags" }, ...plan.like.map(example), ...tags));
  return rows;
};

const options = (select, values, chosen, any) => {
  const all = chosen && !values.includes(chosen) ? [chosen, ...values] : values;
  select.replaceChildren(make("option", { value: "", text: any }), ...all.map((value) => make("option", { value, text: value })));
  select.value = chosen ?? "";
};

const fixed = (plan) => {
  find("match").value = plan.match;
  find("sort").value = plan.sort;
  options(find("folder"), plan.folders, plan.filters.folder, "every folder");
  options(find("camera"), plan.cameras, plan.filters.camera, "every camera");
  find("gps").value = plan.filters.gps === null ? "" : plan.filters.gps ? "yes" : "no";
  find("from").value = plan.dates?.from ?? "";
  find("to").value = plan.dates?.to ?? "";
  const set = [plan.filters.folder, plan.filters.camera, plan.filters.gps, plan.dates].filter((value) => value !== null);
  const filters = set.length + plan.filters.not_in.length + plan.filters.facts.length;
  root.querySelector(".filter-count").textContent = filters ? ` (${filters})` : "";
  const slider = find("balance");
  slider.value = plan.balance ?? 0;
  paint(slider);
  root.querySelector(".balance").hidden = plan.balance === null;
};

const gist = (plan) => {
  if (plan.empty) return "nothing asked for yet";
  const words = plan.terms.map((term) => (term.weight < 0 ? `no ${term.text}` : term.text));
  if (plan.place) words.push(plan.place.name);
  for (const name of plan.filters.not_in) words.push(`not in ${name}`);
  for (const fact of plan.filters.facts) words.push(fact.text);
  if (plan.like.length) words.push(`${plan.like.length} example${plan.like.length > 1 ? "s" : ""}`);
  return words.join(", ");
};

function show(plan) {
  if (held || (plan.step && plan.step < window.docentPage.sent)) {
    waiting = plan;
    setTimeout(() => waiting === plan && !held && show({ ...plan, step: 0 }), 3000);
    return;
  }
  waiting = null;
  root.hidden = !plan.ready;
  root.querySelector(".gist").textContent = gist(plan);
  root.querySelector("[data-do=undo]").disabled = !plan.can_undo;
  if (!plan.ready) return;
  keepFocus(root, () => {
    terms.replaceChildren(...plan.terms.map(termRow));
    conditions.replaceChildren(...conditionRows(plan));
    fixed(plan);
  });
}

root.querySelector("[data-do=undo]").addEventListener("click", () => act({ do: "undo" }));
root.querySelector("[data-do=reset]").addEventListener("click", () => edit({ tool: "reset" }));
const balance = find("balance");
balance.addEventListener("change", () => act({ do: "balance", value: Number(balance.value) }));
balance.addEventListener("input", () => paint(balance));
find("match").addEventListener("change", (event) => edit({ tool: "set_match", match: event.target.value }));
find("sort").addEventListener("change", (event) => edit({ tool: "set_sort", sort: event.target.value }));
for (const name of ["folder", "camera"]) find(name).addEventListener("change", (event) => edit({ tool: "set_filter", name, value: event.target.value || null }));
find("gps").addEventListener("change", (event) => edit({ tool: "set_filter", name: "gps", value: { yes: true, no: false }[event.target.value] ?? null }));
find("not_in").addEventListener("change", (event) => {
  const name = event.target.value.trim();
  event.target.value = "";
  if (name) edit({ tool: "leave_out_place", name });
});
for (const name of ["from", "to"]) find(name).addEventListener("change", () => edit({ tool: "set_dates", from: find("from").value || null, to: find("to").value || null }));

const form = root.querySelector(".add");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = form.querySelector("#docent-add").value.trim();
  if (!text) return;
  const avoid = form.querySelector("#docent-add-avoid").checked;
  edit({ tool: "add_term", text, channel: form.querySelector("select").value, weight: avoid ? -0.7 : 0.7 });
  form.reset();
});

follow(props, watch, show);
