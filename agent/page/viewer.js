const dialog = element.querySelector("dialog");
const image = dialog.querySelector(".stage img");
let cards = [];
let at = 0;

const open = () => {
  const card = cards[at];
  image.src = address("thumb", card.id); // at once, the larger one when it is here
  image.alt = card.alt;
  image.style.aspectRatio = card.width && card.height ? card.width / card.height : card.ratio;
  image.style.setProperty("--width", card.width ? `${card.width}px` : "100%");
  const larger = new Image();
  larger.onload = () => cards[at]?.id === card.id && (image.src = larger.src);
  larger.src = address("preview", card.id);
  dialog.querySelector("h2").textContent = card.file;
  dialog.querySelector(".viewer-why").textContent = "";
  dialog.querySelector("dl").replaceChildren();
  const twins = dialog.querySelector(".twins");
  twins.hidden = !card.extra.length;
  dialog.querySelector(".twin-list").replaceChildren(...card.extra.map((id) => make("img", { src: address("thumb", id), alt: "A near-duplicate" })));
  dialog.querySelector("[data-do=previous]").disabled = at === 0;
  dialog.querySelector("[data-do=next]").disabled = at === cards.length - 1;
  if (!dialog.open) dialog.showModal();
  trigger("select", { tab: window.docentPage.tab, id: card.id });
};

const step = (by) => {
  if (!cards[at + by]) return;
  at += by;
  open();
};

on("look", (detail) => {
  cards = detail.cards;
  at = Math.max(0, cards.findIndex((card) => card.id === detail.id));
  open();
});

const doings = {
  previous: () => step(-1),
  next: () => step(1),
  select: () => {
    tell("select", cards[at].id);
    dialog.close();
  },
  similar: () => {
    tell("similar", cards[at].id);
    dialog.close();
  },
  close: () => dialog.close(),
};
dialog.addEventListener("click", (event) => (event.target === dialog ? dialog.close() : doings[event.target.dataset.do]?.()));
dialog.addEventListener("keydown", (event) => {
  if (event.key === "ArrowRight") step(1);
  if (event.key === "ArrowLeft") step(-1);
});

follow(props, watch, (value) => {
  if (cards[at]?.id !== value.id) return;
  dialog.querySelector(".viewer-why").replaceChildren(...rich(value.why));
  dialog.querySelector("dl").replaceChildren(...value.details.flatMap((row) => [make("dt", { text: row.label }), make("dd", { text: row.value })]));
});
