// Closes an open card when Escape is pressed or something else is touched. Opening needs no script.
const close = (spots) => {
  for (const spot of spots) spot.open = false;
};
const open = () => [...document.querySelectorAll("[data-hot-spot][open]")];

document.addEventListener("click", (event) => close(open().filter((spot) => !spot.contains(event.target))));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const spot of open()) {
    spot.open = false;
    if (spot.contains(document.activeElement)) spot.querySelector("summary").focus();
  }
});
