// The commerce screen: warns before what was typed in one form is lost, fills a column at once, and
// takes a variant's picture from the page's gallery.

const typed = new Set(document.querySelectorAll("[data-typed]"));

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (form?.hasAttribute("data-guarded") && !target.dataset.fills) typed.add(form);
});
document.addEventListener("change", ({ target }) => {
  // Wagtail's choosers change a hidden field, which makes no input event.
  if (target.type === "hidden" && target.form?.hasAttribute("data-guarded")) typed.add(target.form);
});
// Whatever is sent takes only its own form along: the others still warn.
document.addEventListener("submit", ({ target }) => typed.delete(target));
window.addEventListener("beforeunload", (event) => {
  if (typed.size) event.preventDefault();
});

for (const row of document.querySelectorAll("[data-fill]")) {
  row.hidden = false;
  row.addEventListener("input", ({ target }) => {
    for (const field of row.closest("form").querySelectorAll(`input[name$="-${target.dataset.fills}"]`)) {
      if (field.name.startsWith("initial-")) continue;
      field.value = target.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  // Enter would send the form; here it means that the column is filled.
  row.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

const gallery = document.querySelector("#gallery");
gallery?.addEventListener("beforetoggle", ({ newState, source }) => {
  if (newState !== "open") return;
  const opener = source ?? document.activeElement;
  gallery.dataset.for = opener.dataset.galleryFor;
  // Beside its button: in the page editor's frame the middle of the window may be far away.
  const box = opener.getBoundingClientRect();
  gallery.style.top = `${box.bottom + 4}px`;
  gallery.style.left = `${box.left}px`;
});
gallery?.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-picture]");
  if (!button) return;
  const thumbnail = button.querySelector("img");
  document.getElementById(`${gallery.dataset.for}-chooser`).widget.setState({
    id: button.dataset.picture,
    title: button.title,
    preview: { url: thumbnail.src, width: thumbnail.width, height: thumbnail.height },
  });
  gallery.hidePopover();
});
