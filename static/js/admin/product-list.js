// A list of chosen products: add from Wagtail's window, move up and down, remove. All of it are buttons.
for (const root of document.querySelectorAll("[data-product-list]")) start(root);

function start(root) {
  const list = root.querySelector("ol");
  const pattern = root.querySelector("template");
  const add = root.querySelector("[data-add]");
  const said = root.querySelector("[data-told]");
  const nameOf = (item) => item.querySelector(".desk-pick__name a").textContent;

  const show = () => {
    const items = [...list.children];
    for (const [place, item] of items.entries()) {
      item.querySelector('[data-move="-1"]').disabled = place === 0;
      item.querySelector('[data-move="1"]').disabled = place === items.length - 1;
      for (const button of item.querySelectorAll("button")) {
        button.setAttribute("aria-label", `${button.title}: ${nameOf(item)}`);
      }
    }
    root.classList.toggle("desk-picks--none", items.length === 0);
  };

  const put = ({ id, title, edit_url: url }) => {
    if ([...list.querySelectorAll("input")].some(({ value }) => value === String(id))) return;
    const item = pattern.content.firstElementChild.cloneNode(true);
    item.querySelector("input").value = id;
    const link = item.querySelector("a");
    link.textContent = title;
    link.href = url;
    list.append(item);
  };

  const move = (button, step) => {
    const item = button.closest("li");
    const other = step < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (step < 0) other.before(item);
    else other.after(item);
    show();
    // A moved element loses the focus, and at the end of the list its button is off.
    (button.disabled ? item.querySelector(`[data-move="${-step}"]`) : button).focus();
    said.textContent = `${nameOf(item)}: ${said.dataset.moved} ${[...list.children].indexOf(item) + 1}`;
  };

  const remove = (item) => {
    const next = item.nextElementSibling ?? item.previousElementSibling;
    said.textContent = `${nameOf(item)}: ${said.dataset.removed}`;
    item.remove();
    show();
    (next?.querySelector("[data-remove]") ?? add).focus();
  };

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.move) move(button, Number(button.dataset.move));
    else if (button) remove(button.closest("li"));
  });

  add.addEventListener("click", () => {
    const chooser = window.telepath.unpack(JSON.parse(root.dataset.chooser));
    const take = (chosen) => {
      chosen.forEach(put);
      show();
      add.focus();
    };
    chooser.openModal(take, { multiple: true });
  });

  show();
}
