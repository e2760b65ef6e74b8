// Another country, delivery or payment: ask the server for the sums and put its answer in place. Without this module
// the "update" button does the same, and the server never relies on either.
const form = document.querySelector("[data-checkout]");
// Not form.action: the form's buttons are called "action" and hide that property.
const address = form?.getAttribute("action");
let running = null;

function putInPlace(page) {
  const active = document.activeElement?.id;
  for (const part of form.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!fresh) continue;
    part.replaceChildren(...fresh.childNodes);
    part.hidden = fresh.hidden;
  }
  hideButton();
  if (active && document.activeElement?.id !== active) document.getElementById(active)?.focus();
}

function hideButton() {
  for (const box of form.querySelectorAll("[data-without-script]")) box.hidden = true;
}

async function refresh() {
  running?.abort();
  running = new AbortController();
  const values = new FormData(form);
  values.set("action", "update");
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { method: "POST", body: values, signal: running.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.redirected || !page.querySelector("[data-checkout]")) {
      window.location.assign(answer.redirected ? answer.url : address);
      return;
    }
    putInPlace(page);
    form.removeAttribute("aria-busy");
  } catch (error) {
    if (error.name === "AbortError") return;
    // No network: the old sums stay, and the server will compare them before anything is charged.
    form.removeAttribute("aria-busy");
  }
}

if (form) {
  hideButton();
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-refresh]")) refresh();
  });
}
