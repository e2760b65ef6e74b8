// Buttons that put a value on the clipboard: data-copy holds it. Without this script, or without a clipboard (plain HTTP),
// they stay hidden and one click on the value marks all of it.
const SAID_FOR = 2500;
const said = document.querySelector("[data-copy-said]");

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const words = button.textContent;
  button.textContent = said.dataset.copied;
  said.textContent = `${said.dataset.copied}: ${button.dataset.copy}`;
  setTimeout(() => {
    button.textContent = words;
    said.textContent = "";
  }, SAID_FOR);
}

if (said && navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
