// Show only the fields that belong to the chosen kind of promotion. Without this module all of them are there.
const form = document.querySelector("[data-promotion-form]");

function show() {
  const kind = form.elements.kind.value;
  for (const part of form.querySelectorAll("[data-kinds]")) {
    part.hidden = !part.dataset.kinds.split(" ").includes(kind);
  }
  const code = form.querySelector("[data-codes]");
  if (code) code.hidden = form.elements.by_code.value !== "yes";
}

if (form) {
  form.addEventListener("change", ({ target }) => {
    if (target.name === "kind" || target.name === "by_code") show();
  });
  show();
}
