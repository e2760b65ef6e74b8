// Keeps every part of the checkout as it is filled in, and puts the parts of the page that depend on it in place: address,
// ways of delivery and payment, sums. Without this module each part has its own button, and the server relies on neither.
const form = document.querySelector("[data-checkout]");
const PAUSE = 1200;
const unsaved = new Map();
let waiting = 0;
let running = null;

// What is said anew with every answer, or is for the order only.
const NOT_KEPT = ["shown_total", "shown_version", "shown_terms", "terms", "address"];

function fieldsOf(sections) {
  const values = new FormData();
  values.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const field of form.elements) {
    if (!sections.has(field.closest("[data-section]")?.dataset.section)) continue;
    if (!field.name || field.matches("button, fieldset") || NOT_KEPT.includes(field.name)) continue;
    if (field.matches("[type=radio], [type=checkbox]") && !field.checked) continue;
    values.append(field.name, field.value);
  }
  return values;
}

// What was chosen after the answer had been asked for is newer than the answer.
function newerChoices() {
  const chosen = [...form.querySelectorAll("[type=radio]:checked")];
  return chosen.filter((radio) => unsaved.has(radio.closest("[data-section]")?.dataset.section)).map(({ id }) => id);
}

function putInPlace(answer) {
  const active = document.activeElement;
  const chosen = newerChoices();
  hideButtons(answer);
  for (const part of form.querySelectorAll("[data-part]")) {
    const fresh = answer.querySelector(`[data-part="${part.dataset.part}"]`);
    if (!fresh) continue;
    // An address is left alone while its country stays: somebody is typing there.
    if (fresh.dataset.key && fresh.dataset.key === part.dataset.key && !("force" in fresh.dataset)) continue;
    if (part.dataset.part === "email-hint" && active?.name === "email") continue;
    if (fresh.dataset.key) part.dataset.key = fresh.dataset.key;
    part.hidden = fresh.hidden;
    // Like for like: what did not change keeps the focus, and a screen reader silent.
    if (part.innerHTML.trim() !== fresh.innerHTML.trim()) part.replaceChildren(...fresh.childNodes);
  }
  for (const id of chosen) {
    const radio = document.getElementById(id);
    if (radio) radio.checked = true;
  }
  shortenSummary();
  if (active?.id && document.activeElement !== active) document.getElementById(active.id)?.focus();
  const said = form.querySelector("[data-announce]");
  const news = answer.querySelector("[data-announcement]")?.dataset.announcement ?? "";
  if (said && said.dataset.announce !== news) {
    if (said.dataset.announce) said.textContent = news;
    said.dataset.announce = news;
  }
}

// What was put right is not complained about any longer, nor what is not asked for now; the server judges it all again.
function forgive(field) {
  if (!field.value || (field.type === "checkbox" && !field.checked)) return;
  const error = document.getElementById(`id_${field.name}_error`);
  const described = field.getAttribute("aria-describedby")?.split(" ").filter((id) => id !== error?.id) ?? [];
  if (described.length) field.setAttribute("aria-describedby", described.join(" "));
  else field.removeAttribute("aria-describedby");
  field.removeAttribute("aria-invalid");
  error?.remove();
  shortenSummary(`#id_${field.name}`);
}

function shortenSummary(settled = "") {
  const summary = form.querySelector("[data-error-summary]");
  for (const link of summary?.querySelectorAll("a") ?? []) {
    if (link.hash === settled || !form.querySelector(`[id="${link.hash.slice(1)}"]`)) link.closest("li").remove();
  }
  if (summary && !summary.querySelector("li")) summary.remove();
}

function hideButtons(root = form) {
  for (const box of root.querySelectorAll("[data-without-script]")) box.hidden = true;
}

// Signing in or out in another tab makes the token of this page worthless; a fresh page has the one that counts.
async function takeNewToken(values) {
  const page = new DOMParser().parseFromString(await (await fetch(form.getAttribute("action"))).text(), "text/html");
  const token = page.querySelector("[data-checkout] [name=csrfmiddlewaretoken]")?.value;
  if (!token) return false;
  form.elements.csrfmiddlewaretoken.value = token;
  values.set("csrfmiddlewaretoken", token);
  return true;
}

// One request at a time: what changes meanwhile goes with the next one, so that an older answer never wins.
async function save() {
  clearTimeout(waiting);
  if (running || !unsaved.size || form.dataset.sent) return;
  const sections = new Set(unsaved.keys());
  const extra = Object.assign({}, ...unsaved.values());
  unsaved.clear();
  const values = fieldsOf(sections);
  for (const [name, value] of Object.entries(extra)) values.set(name, value);
  running = new AbortController();
  form.setAttribute("aria-busy", "true");
  try {
    // Kept alive, so that leaving the page does not take back what is under way.
    const options = { method: "POST", body: values, keepalive: true, signal: running.signal };
    let answer = await fetch(form.dataset.save, options);
    if (answer.status === 403 && (await takeNewToken(values))) answer = await fetch(form.dataset.save, options);
    if (answer.redirected) {
      window.location.assign(answer.url);
      return;
    }
    if (answer.ok && !form.dataset.sent) {
      putInPlace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    }
  } catch {
    // No network: what was typed stands in the page, and the server compares the sums before anything is charged.
  }
  running = null;
  if (unsaved.size) save();
  else form.removeAttribute("aria-busy");
}

function changed(field, extra = {}) {
  const section = field.closest("[data-section]")?.dataset.section;
  if (!section || field.name === "terms") return false;
  unsaved.set(section, { ...unsaved.get(section), ...extra });
  return true;
}

if (form) {
  hideButtons();
  form.addEventListener("change", (event) => {
    const field = event.target;
    forgive(field);
    const extra = field.matches("[data-use-address]") && field.value ? { action: "use-address", address: field.value } : {};
    if (changed(field, extra)) save();
  });
  // Nobody leaves a field to close the tab: a pause in typing keeps it as well.
  form.addEventListener("input", (event) => {
    if (!changed(event.target)) return;
    clearTimeout(waiting);
    waiting = setTimeout(save, PAUSE);
  });
  form.addEventListener("click", (event) => {
    const taken = event.target.closest("[name=use_email]");
    if (!taken) return;
    event.preventDefault();
    const field = form.elements.email;
    field.value = taken.value;
    field.focus();
    changed(field);
    taken.closest("[data-part]").replaceChildren();
    save();
  });
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    running?.abort();
    unsaved.clear();
  });
  window.addEventListener("pagehide", () => {
    if (!unsaved.size || form.dataset.sent) return;
    fetch(form.dataset.save, { method: "POST", body: fieldsOf(new Set(unsaved.keys())), keepalive: true });
  });
  // The browser's way back after the order: the page that it kept is asked for again, and leads to the order.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
