// The server is asked how its work stands: often while there is some, seldom otherwise. When the library has changed and
// come to rest, the page's own plan is carried out once more.
const root = element.querySelector(".work");
const bar = root.querySelector("progress");
const BUSY_MS = 600;
const CALM_MS = 4000;
let shownVersion = null; // of the library, as the pictures on screen were found in it
let lastVersion = null;
let lastButtons = "";
let timer = 0;

const draw = (state) => {
  root.hidden = !state.text;
  root.className = `work ${state.phase}`;
  const text = root.querySelector(".work-text");
  if (text.dataset.said !== state.text) {
    text.dataset.said = state.text;
    text.replaceChildren(...rich(state.text));
  }
  root.querySelector(".work-line").hidden = state.share === null && !state.busy;
  if (state.share === null) bar.removeAttribute("value");
  else bar.value = state.share;
  root.querySelector(".work-count").textContent = [state.count, state.left].filter(Boolean).join(", ");
  const buttons = JSON.stringify(state.buttons);
  if (buttons === lastButtons) return; // a button that is being clicked stays
  lastButtons = buttons;
  root.querySelector(".work-buttons").replaceChildren(
    ...state.buttons.map((one, i) => make("button", { type: "button", class: i || state.phase === "done" || state.busy ? "" : "primary", "data-key": `work:${one.do}`, text: one.label, onclick: () => order({ do: one.do }) })),
  );
};

const order = (action) => {
  act(action);
  clearTimeout(timer);
  timer = setTimeout(look, 150);
};

const follow_library = (state) => {
  tell("library", state);
  shownVersion ??= state.version;
  const calm = !state.busy && state.version === lastVersion;
  lastVersion = state.version;
  if (!calm || state.version === shownVersion) return;
  shownVersion = state.version;
  act({ do: "refresh" });
};

const look = async () => {
  clearTimeout(timer);
  let wait = CALM_MS;
  if (!document.hidden) {
    const answer = await fetch("work", { cache: "no-store" }).catch(() => null); // nobody there: asked again later
    const state = answer?.ok ? await answer.json().catch(() => ({})) : {};
    if (state.phase) {
      draw(state);
      follow_library(state);
      if (state.busy || state.version !== shownVersion) wait = BUSY_MS;
    }
  }
  timer = setTimeout(look, wait);
};

on("order", order);
document.addEventListener("visibilitychange", look);
look();
