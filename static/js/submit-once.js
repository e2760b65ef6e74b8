// A second press on a form that is already on its way does nothing. The server has its own guard; this one is manners.
for (const form of document.querySelectorAll("form[data-submit-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "true";
    const button = event.submitter ?? form.querySelector("[type=submit]");
    button?.setAttribute("data-busy", "");
  });
}

// Coming back with the browser's button shows the page as it was left: make it usable again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelector("[data-busy]")?.removeAttribute("data-busy");
  }
});
