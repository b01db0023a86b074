// Words shared by all parts of the page. Values become text and attributes here, never markup.
window.docentPage ??= (() => {
  // The tab's own key: kept over a reload, not copied when the tab is duplicated (it is put away only while unloading).
  const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const tab = sessionStorage.getItem("docent-tab") || fresh();
  sessionStorage.removeItem("docent-tab");
  addEventListener("pagehide", () => sessionStorage.setItem("docent-tab", tab));

  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === false || value === null || value === undefined) continue;
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (name === "text") node.textContent = value;
      else if (name === "style") for (const [key, set] of Object.entries(value)) node.style.setProperty(key, set);
      else node.setAttribute(name, value === true ? "" : value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  };

  // The only markup of an answer is **bold** and `a command`.
  const rich = (text) =>
    text.split("**").flatMap((piece, i) => (i % 2 ? [make("strong", { text: piece })] : piece.split("`").map((part, j) => (j % 2 ? make("code", { text: part }) : part))));

  // What folds open over the page closes by a click elsewhere or by Escape.
  const foldAway = (find) => {
    const close = (event) => find().forEach((fold) => fold.open && (event.type === "keydown" || !fold.contains(event.target)) && (fold.open = false));
    document.addEventListener("click", close);
    document.addEventListener("keydown", (event) => event.key === "Escape" && close(event));
  };

  // Rebuild a part without losing the focus: elements with the same data-key are the same to the user.
  const keepFocus = (root, rebuild) => {
    const key = root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    rebuild();
    if (key) root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  };

  // Show each value once, in order, and none that an earlier step sent late.
  const follow = (props, watch, show) => {
    let last = 0;
    const look = () => {
      const value = props.value;
      if (!value || !value.order || value.order <= last) return;
      last = value.order;
      show(value);
    };
    watch("value", look);
    look();
  };

  const address = (kind, id) => `${kind}/${encodeURIComponent(id)}`;
  const on = (name, handler) => document.addEventListener(`docent:${name}`, (event) => handler(event.detail));
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`docent:${name}`, { detail }));

  // One action at a time is under way: two answers that arrive together overwrite each other. One that never comes
  // back holds up the others for ten seconds.
  const queue = [];
  let underWay = 0;
  let patience = 0;
  const next = () => {
    if (underWay || !queue.length) return;
    const { step, send } = queue.shift();
    underWay = step;
    patience = setTimeout(() => answered(step), 10_000);
    send();
  };
  const enqueue = (step, send) => {
    queue.push({ step, send });
    next();
  };
  const answered = (step) => {
    if (!underWay || !(step >= underWay)) return;
    clearTimeout(patience);
    underWay = 0;
    next();
  };
  return { tab, sent: 0, enqueue, answered, make, rich, foldAway, keepFocus, follow, address, on, tell, selected: [] };
})();
const { make, rich, foldAway, keepFocus, follow, address, on, tell } = window.docentPage;
const act = (action) => {
  tell("busy", true);
  const step = ++window.docentPage.sent;
  window.docentPage.enqueue(step, () => trigger("input", { tab: window.docentPage.tab, action: { ...action, step } }));
};
