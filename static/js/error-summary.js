// A form that came back with errors: keyboard and screen reader start where they are listed.
document.querySelector("[data-error-summary]")?.focus();
