// Into the cart without leaving the page: the form is sent, and a small cart shows what came of it. Without this module, or
// without a network, the form leads to the cart as it always did. The key makes a retry of the same press harmless.
const TITLE = "#mini-cart-title";
let panel = null;

function open(html) {
  if (!panel) {
    panel = document.createElement("dialog");
    panel.className = "mini-cart";
    panel.setAttribute("aria-labelledby", TITLE.slice(1));
    // A press on the shade around it closes it, as Escape and its buttons do.
    panel.addEventListener("click", (event) => {
      if (event.target === panel) panel.close();
    });
    document.body.append(panel);
  }
  panel.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  if (!panel.open) panel.showModal();
  panel.scrollTop = 0;
  panel.querySelector(TITLE)?.focus();
  document.dispatchEvent(new Event("shop:cart"));
}

function withKey(form) {
  let key = form.querySelector("[name=key]");
  if (!key) {
    key = document.createElement("input");
    key.type = "hidden";
    key.name = "key";
    form.append(key);
  }
  key.value = newKey();
  return key;
}

// crypto.randomUUID is only there on secure origins; getRandomValues is everywhere.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

async function send(form) {
  const values = new FormData(form);
  values.set("then", "mini");
  const answer = await fetch(form.getAttribute("action"), { method: "POST", body: values });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function release(form) {
  delete form.dataset.sent;
  form.querySelector("[data-busy]")?.removeAttribute("data-busy");
}

for (const form of document.querySelectorAll("form[data-add-to-cart]")) {
  let busy = false;
  form.addEventListener("submit", async (event) => {
    if (busy) {
      event.preventDefault();
      return;
    }
    busy = true;
    event.preventDefault();
    event.submitter?.setAttribute("data-busy", "");
    const key = withKey(form);
    try {
      open(await send(form));
      key.remove();
      release(form);
      busy = false;
    } catch {
      // Refused or no network: the old road, with the same key, shows why.
      HTMLFormElement.prototype.submit.call(form);
    }
  });
  window.addEventListener("pageshow", () => {
    busy = false;
  });
}
