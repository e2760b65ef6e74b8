// Another country has other fields: the page is asked for them as soon as it is chosen. Without this module a button does it.
const update = document.querySelector("[data-country-update]");

if (update) {
  update.hidden = true;
  document.querySelector("[data-country]")?.addEventListener("change", (event) => {
    event.target.form.requestSubmit(update.querySelector("button"));
  });
}
