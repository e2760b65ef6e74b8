// The cart without page loads: its forms are sent one after the other, and the answer, a whole cart page, takes the place of
// what is shown. Without this module the same forms do the same.
const WAIT = 350;
// A heading that only screen readers see would show itself while it has the focus, and move everything below it.
const HEADING = "h1:not(.visually-hidden), .empty__title";
const said = document.querySelector("[data-cart-said]");
const root = () => document.querySelector("[data-cart]");
// Changes that were made but not sent yet, the latest of each line and kind.
const queue = new Map();
let running = false;
let timer = 0;

function hideButtons() {
  for (const button of root().querySelectorAll("[data-without-script]")) button.hidden = true;
}

// What was folded open stays so; what was just kept folds away.
function openDetails(form) {
  const opened = [...root().querySelectorAll("details[open]")].filter((details) => !details.contains(form));
  return opened.map(({ id }) => id);
}

// The pictures of lines stay the same elements, or they would flicker.
function keepPictures(fresh) {
  for (const line of fresh.querySelectorAll(".line[id]")) {
    const old = document.querySelector(`#${line.id} .line__picture`);
    const image = old?.querySelector("img");
    if (image && image.getAttribute("src") === line.querySelector(".line__picture img")?.getAttribute("src")) {
      line.querySelector(".line__picture").replaceWith(old);
    }
  }
}

function putInPlace(page, { form, place }) {
  const fresh = page.querySelector("[data-cart]");
  const opened = openDetails(form);
  const typed = typedElsewhere(form);
  keepPictures(fresh);
  root().replaceChildren(...fresh.childNodes);
  for (const id of opened) {
    const details = document.getElementById(id);
    if (details) details.open = true;
  }
  root().dispatchEvent(new Event("shop:replaced", { bubbles: true }));
  hideButtons();
  restore(typed);
  focus(place);
  tell();
  document.dispatchEvent(new Event("shop:cart"));
}

// What is being typed beside the form that was sent is not lost.
function typedElsewhere(form) {
  return [...root().querySelectorAll(".wishes input[id]")]
    .filter((field) => field.form !== form)
    .filter((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked)
    .map(({ id, value, checked }) => ({ id, value, checked }));
}

function restore(typed) {
  for (const { id, value, checked } of typed) {
    const field = document.getElementById(id);
    if (field) Object.assign(field, { value, checked });
  }
}

// Where the focus is, in words that still mean something when the page is new: a minus or plus has no name of its own.
function placeOf(active) {
  const buttons = [...(active?.closest(".quantity")?.querySelectorAll("button") ?? [])];
  const id = active?.id || active?.closest("form")?.querySelector("input[id]")?.id || "";
  return { id, step: buttons.indexOf(active) };
}

function focus({ id, step }) {
  const asked = root().querySelector("[data-focus]");
  const field = id ? document.getElementById(id) : null;
  const button = field?.closest(".quantity")?.querySelectorAll("button")[step];
  const target = asked ?? (button?.disabled === false ? button : field) ?? root().querySelector(HEADING);
  if (!target) return;
  if (!target.matches("input, button, a, summary, [tabindex]")) target.tabIndex = -1;
  target.focus({ preventScroll: !asked });
}

function tell() {
  const words = [...root().querySelectorAll(".messages .notice__body")].map((body) => body.textContent.trim());
  const total = root().querySelector(".sums__total")?.textContent.replace(/\s+/g, " ").trim();
  if (said) said.textContent = [...words, total ?? ""].join(" ").trim();
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

// The version that the shopper sees is the one of the page as it stands now, also for a change that had to wait.
function values(change) {
  const sent = new FormData();
  for (const [name, value] of change.fields) sent.append(name, value);
  const version = root().querySelector("[name=version]")?.value;
  if (version && sent.has("version")) sent.set("version", version);
  sent.set("key", newKey());
  return sent;
}

async function run(change) {
  running = true;
  root().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(change.address, { method: "POST", body: values(change) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!page.querySelector("[data-cart]")) throw new Error("not a cart");
    if (queue.size) adoptVersion(page);
    else putInPlace(page, change);
  } catch {
    // No network, or an answer that is no cart: the page itself says what there is.
    window.location.assign(root().dataset.address);
    return;
  }
  root().removeAttribute("aria-busy");
  running = false;
  schedule();
}

// Another change waits already: of this answer only the version is taken, with which the next one is sent.
function adoptVersion(page) {
  const version = page.querySelector("[name=version]")?.value;
  if (version) for (const field of root().querySelectorAll("[name=version]")) field.value = version;
}

function schedule() {
  clearTimeout(timer);
  if (running || !queue.size) return;
  const [first] = [...queue.values()].sort((a, b) => a.due - b.due);
  timer = setTimeout(
    () => {
      queue.delete(first.name);
      run(first);
    },
    Math.max(0, first.due - performance.now()),
  );
}

function change(form, submitter, wait) {
  const fields = [...new FormData(form, submitter ?? undefined)];
  const name = JSON.stringify(fields.filter(([field]) => field === "line" || field === "action"));
  const address = form.getAttribute("action");
  const due = performance.now() + wait;
  queue.set(name, { name, form, fields, address, due, place: placeOf(document.activeElement) });
  schedule();
}

if (root()) {
  hideButtons();
  root().addEventListener("submit", (event) => {
    if (event.target.getAttribute("method") !== "post") return;
    event.preventDefault();
    change(event.target, event.submitter, 0);
  });
  root().addEventListener("change", (event) => {
    const form = event.target.form;
    if (event.target.matches("[name=quantity]") && form?.matches(".line__update")) change(form, null, WAIT);
  });
}
