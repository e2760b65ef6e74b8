// The link to a cart: chosen whole on focus, copied by a button. Without this module it is copied by hand.
const box = document.querySelector("[data-share]");
const link = box?.querySelector("[data-share-link]");
const button = box?.querySelector("[data-share-button]");

if (link && button) {
  button.hidden = false;
  link.addEventListener("focus", () => link.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link.value);
    } catch {
      // Not allowed, or no secure origin: the chosen text is one key away.
      link.focus();
      return;
    }
    box.querySelector("[data-share-said]").textContent = button.dataset.copied;
    button.textContent = button.dataset.copied;
  });
}
