// The menu works without this file. Added here: Escape puts away an open second level (WCAG 1.4.13).
const items = document.querySelectorAll("[data-menu-item]");

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const item of items) {
    if (!item.matches(":hover, :focus-within")) continue;
    item.dataset.dismissed = "";
    if (item.contains(document.activeElement)) item.querySelector("a").focus();
  }
});

for (const item of items) {
  const restore = () => delete item.dataset.dismissed;
  item.addEventListener("pointerleave", restore);
  item.addEventListener("focusout", (event) => {
    if (!item.contains(event.relatedTarget)) restore();
  });
}
