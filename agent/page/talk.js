const log = element.querySelector(".log");
const chips = element.querySelector(".chips");
const form = element.querySelector(".say");
const box = form.querySelector("textarea");
const send = form.querySelector("button");

const say = (text) => {
  const words = text.trim();
  if (!words || send.disabled) return;
  box.value = "";
  send.disabled = true;
  log.append(bubble({ who: "you", text: words, notices: [] }), bubble({ who: "docent", reading: true, notices: [] }));
  log.scrollTop = log.scrollHeight;
  tell("busy", true);
  tell("asked");
  trigger("submit", { tab: window.docentPage.tab, text: words, selected: window.docentPage.selected });
};

form.addEventListener("submit", (event) => {
  event.preventDefault();
  say(box.value);
});
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  say(box.value);
});

const bubble = (message) => {
  const item = make("li", { class: `message-${message.who}` });
  if (message.reading) item.append(make("p", { class: "reading", text: "Reading …" }));
  if (message.thinking) {
    const folded = make("details", { class: "thinking" }, make("summary", { text: message.reading ? "Thinking" : "Thought about it" }));
    folded.append(make("p", { text: message.thinking }));
    item.append(folded);
  }
  if (message.text) item.append(make("p", { class: "words" }, ...(message.who === "you" ? [message.text] : rich(message.text))));
  if (message.question) item.append(make("p", { class: "question" }, ...rich(message.question)));
  for (const notice of message.notices) item.append(make("p", { class: "notice" }, ...rich(notice)));
  return item;
};

// The answers to the question that is open now, under the message that asked it.
const answers = (offered) =>
  make(
    "div",
    { class: "answers", role: "group", "aria-label": "Answers" },
    ...offered.map((answer) => make("button", { type: "button", class: "answer", title: "Look for this too", "data-key": `answer:${answer.text}`, text: answer.text, onclick: () => act({ do: "edit", edit: answer.edit }) })),
    make("button", { type: "button", class: "answer other", title: "Ask something else", "data-key": "answer:none", text: "none of these", onclick: () => act({ do: "other_question" }) }),
  );

const chip = (suggestion) => {
  if (suggestion.channel === "condition")
    return make(
      "button",
      { type: "button", class: "chip condition", title: `Drop this condition: ${suggestion.reason}`, "data-key": `drop:${suggestion.text}`, onclick: () => act({ do: "edit", edit: suggestion.edit }) },
      `× ${suggestion.text}`,
      make("small", { text: suggestion.reason }),
    );
  const avoid = suggestion.weight < 0;
  return make(
    "button",
    {
      type: "button",
      class: `chip ${suggestion.channel}`,
      title: suggestion.reason || `Add to the plan, ${suggestion.channel}`,
      "data-key": `chip:${suggestion.channel}:${suggestion.text}`,
      onclick: () => act({ do: "edit", edit: suggestion.edit }),
    },
    `${avoid ? "− " : "+ "}${suggestion.text}`,
    make("small", { text: avoid ? `avoid, ${suggestion.channel}` : suggestion.channel }),
  );
};

const welcome = (value) =>
  make(
    "li",
    { class: "message-docent welcome" },
    make("p", { text: value.ready ? "Tell me what you are looking for: things, a style, a place, a time, and what to leave out. Then refine it by talking, with the sliders, or by clicking pictures." : "There is nothing to talk about yet." }),
    ...value.examples.map((words) => make("button", { type: "button", class: "example", "data-key": `example:${words}`, text: words, onclick: () => say(words) })),
  );

follow(props, watch, (value) => {
  const last = value.messages.at(-1);
  const reading = value.messages.some((message) => message.reading);
  const open = new Set([...log.querySelectorAll("li")].map((item, i) => (item.querySelector(".thinking[open]") ? i : -1)));
  keepFocus(element, () => {
    const items = value.messages.map(bubble);
    if (value.answers?.length && last?.question && !last.reading) items.at(-1).append(answers(value.answers));
    if (!value.messages.some((message) => message.who === "you")) items.unshift(welcome(value));
    log.replaceChildren(...items);
    items.forEach((item, i) => open.has(i) && item.querySelector(".thinking")?.setAttribute("open", ""));
    chips.replaceChildren(...value.chips.map(chip));
  });
  chips.hidden = !value.chips.length;
  send.disabled = reading || !value.ready;
  box.disabled = !value.ready;
  if (last) log.scrollTop = log.scrollHeight;
  window.docentPage.answered(value.step);
  if (!reading && !(value.step < window.docentPage.sent)) tell("busy", false);
});
