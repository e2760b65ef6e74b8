// The page editor's side of the commerce screen: gives its frame the height of its content, and on a new page opens it
// as soon as the first autosave has made the page.

const watch = (frame) => {
  const inside = frame.contentDocument;
  if (!inside?.body?.classList.contains("desk-embedded")) return;
  const fit = () => {
    frame.style.height = `${Math.ceil(inside.body.getBoundingClientRect().height) + 2}px`;
    tellSeen(frame);
  };
  new ResizeObserver(fit).observe(inside.body);
  fit();
  for (const said of inside.querySelectorAll("[data-said]")) {
    // The frame may be longer than the window: what it says is told where the editor's own messages are.
    document.dispatchEvent(
      new CustomEvent("w-messages:add", {
        detail: { clear: true, text: said.textContent, type: said.dataset.said },
      }),
    );
  }
  if (inside.querySelector(".desk-note, .desk-errors")) {
    inside.querySelector(".desk-note, .desk-errors").scrollIntoView({ block: "center" });
  }
};

// A dialog inside stands where the person looks, not in the middle of a frame of any length.
const tellSeen = (frame) => {
  const root = frame.contentDocument?.documentElement;
  if (!root) return;
  const box = frame.getBoundingClientRect();
  const header = document.querySelector("#main header")?.getBoundingClientRect().bottom ?? 0;
  const top = Math.max(header, box.top);
  root.style.setProperty("--seen-top", `${top - box.top}px`);
  root.style.setProperty("--seen-height", `${Math.max(0, Math.min(box.bottom, window.innerHeight) - top)}px`);
};

for (const panel of document.querySelectorAll("[data-commerce]")) {
  const frame = panel.querySelector("iframe");
  frame.addEventListener("load", () => watch(frame));
  if (frame.contentDocument?.readyState === "complete") watch(frame);
  document.addEventListener("scroll", () => tellSeen(frame), { capture: true, passive: true });
  window.addEventListener("resize", () => tellSeen(frame));

  // Autosave makes a new page without reloading the editor, and says its key.
  document.addEventListener("w-autosave:success", (event) => {
    const page = event.detail?.response?.pk;
    if (frame.getAttribute("src") || !page) return;
    frame.src = `${panel.dataset.forPage.replace(/0\/$/, `${page}/`)}?embedded=1`;
    frame.hidden = false;
    panel.querySelector("[data-commerce-wait]")?.remove();
  });
}
