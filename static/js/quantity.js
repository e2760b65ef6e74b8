// Minus and plus beside a quantity; the number input stays and stays the one that counts.
function stepButton(label, icon, step, input) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quantity__button";
  button.setAttribute("aria-label", label);
  const sign = document.createElement("span");
  sign.setAttribute("aria-hidden", "true");
  sign.textContent = icon;
  button.append(sign);
  button.addEventListener("click", () => {
    if (step > 0) input.stepUp();
    else input.stepDown();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return button;
}

function enhance(root) {
  for (const box of root.querySelectorAll("[data-quantity]:not(.quantity--stepped)")) {
    const input = box.querySelector("input");
    const less = stepButton(box.dataset.less, "−", -1, input);
    const more = stepButton(box.dataset.more, "+", 1, input);
    const refresh = () => {
      less.disabled = input.valueAsNumber <= Number(input.min);
      more.disabled = input.valueAsNumber >= Number(input.max);
    };
    input.before(less);
    input.after(more);
    box.classList.add("quantity--stepped");
    input.addEventListener("input", refresh);
    refresh();
  }
}

enhance(document);
// A part of the page that was put in place later.
document.addEventListener("shop:replaced", ({ target }) => enhance(target));
