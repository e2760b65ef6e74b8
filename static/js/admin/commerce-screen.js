// The commerce screen: keeps what was typed in one form while another is saved, warns before it is lost, fills a column
// at once, and takes a variant's picture from the page's gallery.

const typed = new Set(document.querySelectorAll("[data-typed]"));

// --- What was typed elsewhere ------------------------------------------------------------------------

const addressOf = (form) => `commerce:${form.getAttribute("action")}`;
const isOwn = (field) =>
  field.name && field.name !== "csrfmiddlewaretoken" && field.name !== "version" && !field.name.startsWith("initial-");
const chooserOf = (field) => (field.id ? document.getElementById(`${field.id}-chooser`)?.widget : undefined);
const pictured = new Set();

const isChanged = (field) => {
  if (field.type === "hidden") return pictured.has(field);
  if (field.type === "checkbox") return field.checked !== field.defaultChecked;
  if (field.options) return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue;
};
const valueOf = (field) => {
  if (field.type === "checkbox") return field.checked;
  return chooserOf(field) ? chooserOf(field).getState() : field.value;
};
const fill = (field, value) => {
  if (field.type === "checkbox") field.checked = value;
  else if (chooserOf(field)) chooserOf(field).setState(value);
  else field.value = value;
};

document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (form?.hasAttribute("data-guarded") && !target.dataset.fills) typed.add(form);
});
document.addEventListener("change", ({ target }) => {
  // Wagtail's choosers change a hidden field, which makes no input event.
  if (target.type !== "hidden" || !target.form?.hasAttribute("data-guarded")) return;
  pictured.add(target);
  typed.add(target.form);
});

// One form is sent, and the page comes anew: the others find again what was typed in them.
document.addEventListener("submit", ({ target }) => {
  typed.delete(target);
  for (const form of typed) {
    const changed = [...form.elements].filter((field) => isOwn(field) && isChanged(field));
    sessionStorage.setItem(addressOf(form), JSON.stringify(changed.map((field) => [field.name, valueOf(field)])));
  }
  typed.clear();
});
for (const form of document.querySelectorAll("[data-guarded]")) {
  const kept = sessionStorage.getItem(addressOf(form));
  sessionStorage.removeItem(addressOf(form));
  if (!kept || typed.has(form)) continue;
  for (const [name, value] of JSON.parse(kept)) {
    const field = form.elements.namedItem(name);
    if (!field) continue;
    fill(field, value);
    field.closest("details")?.setAttribute("open", "");
    typed.add(form);
  }
}

window.addEventListener("beforeunload", (event) => {
  if (typed.size) event.preventDefault();
});

// --- A column at once ----------------------------------------------------------------------------------

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

// --- The page's gallery ----------------------------------------------------------------------------------

const gallery = document.querySelector("#gallery");
gallery?.addEventListener("beforetoggle", ({ newState, source }) => {
  if (newState !== "open") return;
  const opener = source ?? document.activeElement;
  gallery.dataset.for = opener.dataset.galleryFor;
  // Beside its button: in the page editor's frame the middle of the window may be far away.
  const box = opener.getBoundingClientRect();
  gallery.style.top = `${box.bottom + 4}px`;
  gallery.style.left = `${box.left}px`;
  // In the editor's frame its lower part may lie behind the editor's footer.
  requestAnimationFrame(() => gallery.scrollIntoView({ block: "center" }));
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
