const root = element.querySelector(".top");
const body = document.body;
const kept = localStorage.getItem("docent-theme");
if (kept) body.classList.toggle("dark", kept === "dark");
root.querySelector(".theme").addEventListener("click", () => {
  const dark = body.classList.toggle("dark");
  localStorage.setItem("docent-theme", dark ? "dark" : "light");
});

foldAway(() => root.querySelectorAll(".state"));
on("busy", (busy) => body.classList.toggle("docent-busy", busy));

follow(props, watch, (value) => {
  const count = Number(value.pictures);
  root.querySelector(".count").textContent = count ? `${count.toLocaleString("en")} picture${count === 1 ? "" : "s"}` : "no pictures yet";
  const state = root.querySelector(".state");
  state.hidden = !value.planner;
  root.querySelector(".state-line").textContent = `planner ${value.planner} · models ${value.models}`;
  const hints = value.hints.length ? value.hints : ["These are the best that Docent knows."];
  root.querySelector(".hints").replaceChildren(...hints.map((hint) => make("li", {}, ...rich(hint))));
});

// say hello: the tab's plan, or the latest pictures
setTimeout(() => trigger("input", { tab: window.docentPage.tab, action: { do: "open" } }), 0);
