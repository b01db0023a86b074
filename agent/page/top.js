const root = element.querySelector(".top");
const body = document.body;
const kept = localStorage.getItem("docent-theme");
if (kept) body.classList.toggle("dark", kept === "dark");
root.querySelector(".theme").addEventListener("click", () => {
  const dark = body.classList.toggle("dark");
  localStorage.setItem("docent-theme", dark ? "dark" : "light");
});

const tellCount = (pictures) => {
  const count = Number(pictures);
  root.querySelector(".count").textContent = count ? `${count.toLocaleString("en")} picture${count === 1 ? "" : "s"}` : "no pictures yet";
};

const orderWork = (action) => {
  root.querySelector(".state").open = false;
  tell("order", action);
};

const setRow = (one) =>
  make(
    "li",
    { class: one.serving ? "serving" : "" },
    make("strong", { text: one.name }),
    make("span", {}, ...rich(one.about)),
    one.serving
      ? make("em", { text: "in use" })
      : make("button", { type: "button", disabled: !one.here, "data-key": `set:${one.name}`, text: `Change to ${one.name}`, onclick: () => orderWork({ do: "switch", to: one.name }) }),
  );

root.querySelector(".look-again").addEventListener("click", () => orderWork({ do: "look_for_pictures" }));
on("library", (state) => tellCount(state.pictures)); // it may grow while nobody asks for anything
foldAway(() => root.querySelectorAll(".state"));
on("busy", (busy) => body.classList.toggle("docent-busy", busy));

follow(props, watch, (value) => {
  tellCount(value.pictures);
  const state = root.querySelector(".state");
  state.hidden = !value.planner;
  root.querySelector(".state-line").textContent = `planner ${value.planner} · models ${value.models}`;
  const hints = value.hints.length ? value.hints : ["These are the best that Docent knows."];
  root.querySelector(".hints").replaceChildren(...hints.map((hint) => make("li", {}, ...rich(hint))));
  for (const part of [".model-sets", ".look-again"]) root.querySelector(part).hidden = !value.sets.length;
  root.querySelector(".model-sets ul").replaceChildren(...value.sets.map(setRow));
});

// say hello: the tab's plan, or the latest pictures
setTimeout(() => trigger("input", { tab: window.docentPage.tab, action: { do: "open" } }), 0);
