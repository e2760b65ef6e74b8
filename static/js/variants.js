// The choice of a variant. Without this file: one list of radio buttons, the price of the first that can be had.
// With it: price, availability and picture follow the choice, and several options (size, colour) get a row each.
const root = document.querySelector("[data-variants]");
const list = root?.querySelector("[data-variant-list]");
if (list) start(root, list);

function start(root, list) {
  const variants = [...list.querySelectorAll("input[name=variant]")].map((input) => ({
    input,
    values: (input.dataset.values ?? "").split("|"),
    available: Number(input.dataset.available),
  }));
  const names = (list.dataset.optionNames ?? "").split("|");
  const show = () => showChosen(root, variants.find(({ input }) => input.checked));

  // Where a word can be had when it is back, what is sold out can be chosen for that.
  if (root.querySelector("[data-restock]")) for (const { input } of variants) input.disabled = false;
  for (const { input } of variants) input.addEventListener("change", show);
  if (names.length > 1 && variants.every(({ values }) => values.length === names.length)) {
    splitByOption(list, names, variants, show);
  }
  show();
}

function showChosen(root, chosen) {
  if (!chosen) return;
  for (const panel of root.querySelectorAll("[data-variant-panel]")) {
    panel.hidden = panel.dataset.variantPanel !== chosen.input.value;
  }
  showRestock(root, chosen);
  const quantity = root.querySelector("input[name=quantity]");
  if (quantity) {
    quantity.max = String(Math.min(999, Math.max(1, chosen.available)));
    if (quantity.valueAsNumber > Number(quantity.max)) quantity.value = quantity.max;
    quantity.dispatchEvent(new Event("input"));
  }
  const { picture } = chosen.input.dataset;
  if (picture && root.dataset.touched) showPicture(root, picture);
  root.dataset.touched = "true";
}

function showRestock(root, { input, available }) {
  const row = root.querySelector(".product__row");
  const restock = root.querySelector("[data-restock]");
  if (row) row.hidden = available <= 0;
  if (!restock) return;
  restock.hidden = available > 0;
  restock.open = true;
  const choice = restock.querySelector("[data-restock-choice]");
  if (!choice || available > 0) return;
  choice.querySelector("select").value = input.value;
  choice.hidden = true;
}

function showPicture(root, id) {
  const slide = document.getElementById(id);
  const strip = slide?.parentElement;
  if (!strip) return;
  if (strip.scrollWidth > strip.clientWidth) strip.scrollTo({ left: slide.offsetLeft - strip.offsetLeft });
  else strip.prepend(slide);
}

function splitByOption(list, names, variants, show) {
  const groups = names.map((name, index) => buildGroup(name, index, variants));
  const current = () => variants.find(({ input }) => input.checked) ?? variants[0];

  const refresh = () => {
    const { values } = current();
    for (const [index, group] of groups.entries()) {
      for (const radio of group.querySelectorAll("input")) {
        radio.checked = radio.value === values[index];
        const wanted = values.with(index, radio.value);
        const twin = variants.find((variant) => wanted.every((value, i) => variant.values[i] === value));
        radio.parentElement.classList.toggle("option--gone", !twin || twin.available <= 0);
      }
    }
  };

  for (const [index, group] of groups.entries()) {
    group.addEventListener("change", ({ target }) => {
      const wanted = current().values.with(index, target.value);
      const likeness = (variant) => wanted.filter((value, i) => variant.values[i] === value).length;
      // The very choice, sold out or not; where it does not exist, the most alike that can be had.
      const [best] = variants
        .filter((variant) => variant.values[index] === target.value && !variant.input.disabled)
        .sort(
          (a, b) =>
            Number(likeness(b) === names.length) - Number(likeness(a) === names.length) ||
            Number(b.available > 0) - Number(a.available > 0) ||
            likeness(b) - likeness(a),
        );
      if (best) best.input.checked = true;
      refresh();
      show();
    });
  }

  list.before(...groups);
  list.hidden = true;
  refresh();
}

function buildGroup(name, index, variants) {
  const group = document.createElement("fieldset");
  group.className = "product__options";
  const legend = document.createElement("legend");
  legend.className = "product__legend";
  legend.textContent = name;
  const row = document.createElement("div");
  row.className = "options";
  for (const value of new Set(variants.map(({ values }) => values[index]))) {
    const label = document.createElement("label");
    label.className = "option";
    const radio = document.createElement("input");
    radio.type = "radio";
    radio.name = `option-${index}`;
    radio.value = value;
    // Belongs to no form: only the variant itself is sent.
    radio.setAttribute("form", "");
    radio.disabled = variants.every(({ values, input }) => values[index] !== value || input.disabled);
    label.append(radio, value);
    row.append(label);
  }
  group.append(legend, row);
  return group;
}
