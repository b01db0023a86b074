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

  // The only markup of an answer is **bold**.
  const rich = (text) => text.split("**").map((piece, i) => (i % 2 ? make("strong", { text: piece }) : piece));

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
  return { tab, make, rich, keepFocus, follow, address, on, tell, selected: [] };
})();
const { make, rich, keepFocus, follow, address, on, tell } = window.docentPage;
const act = (action) => {
  tell("busy", true);
  trigger("input", { tab: window.docentPage.tab, action });
};
