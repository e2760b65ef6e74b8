// Forms that a passkey fills in: [data-passkey=create] makes one, [data-passkey=get] uses one. What the browser needs to
// know stands in a JSON script of the page; its answer goes into the form's hidden field.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const problem = form.querySelector("[data-passkey-problem]");
    if (problem) problem.hidden = true;
    const options = JSON.parse(document.getElementById(form.dataset.passkeyOptions).textContent);
    try {
      const credential =
        form.dataset.passkey === "create"
          ? await window.webauthnJSON.create(options.creation_options)
          : await window.webauthnJSON.get(options.request_options);
      form.querySelector("[name=credential]").value = JSON.stringify(credential);
      form.submit();
    } catch {
      if (problem) problem.hidden = false;
    }
  });
}
