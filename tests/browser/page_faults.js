// What is wrong with the page as it stands, in sentences. Evaluated by visitor.py in every page that a test sees.
(expected) => {
  const faults = [];
  const shown = (element) => element.checkVisibility();
  const describe = (element) => element.outerHTML.slice(0, 120).replace(/\s+/g, " ");
  const named = (element) =>
    (element.getAttribute("aria-label") ?? "").trim() ||
    element.hasAttribute("aria-labelledby") ||
    // Not textContent: what is not displayed names nothing.
    element.innerText.trim() ||
    [...element.querySelectorAll("img")].some((image) => image.alt);

  if (document.documentElement.lang !== expected.language) {
    faults.push(`The page says lang="${document.documentElement.lang}" instead of "${expected.language}".`);
  }
  if (!document.title.trim()) faults.push("The page has no title.");

  const headings = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")];
  const first = headings.filter((heading) => heading.tagName === "H1");
  if (first.length !== 1) faults.push(`The page has ${first.length} h1.`);
  const main = headings.filter((heading) => heading.closest("main"));
  for (const [index, heading] of main.entries()) {
    const level = Number(heading.tagName[1]);
    const before = index ? Number(main[index - 1].tagName[1]) : 0;
    if (level > before + 1) faults.push(`A heading skips a level: ${describe(heading)}`);
  }

  for (const image of document.images) {
    if (!image.hasAttribute("alt")) faults.push(`An image without alt: ${describe(image)}`);
  }
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    const labels = [...(control.labels ?? [])].filter((label) => label.textContent.trim());
    if (!labels.length && !named(control)) faults.push(`A field without label: ${describe(control)}`);
  }
  for (const control of document.querySelectorAll("a[href], button")) {
    if (shown(control) && !control.closest("[aria-hidden=true]") && !named(control)) {
      faults.push(`A link or button without name: ${describe(control)}`);
    }
  }
  for (const element of document.querySelectorAll("[aria-describedby], [aria-labelledby]")) {
    const ids = ["aria-describedby", "aria-labelledby"].flatMap((name) => (element.getAttribute(name) ?? "").split(/\s+/));
    for (const id of ids.filter(Boolean)) {
      if (!document.getElementById(id)) faults.push(`Nothing has the id "${id}" that is named in ${describe(element)}`);
    }
  }
  const seen = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (seen.has(id)) faults.push(`The id "${id}" is there twice.`);
    seen.add(id);
  }
  if (document.documentElement.scrollWidth > window.innerWidth) {
    faults.push(`The page is ${document.documentElement.scrollWidth} px wide in a window of ${window.innerWidth}.`);
  }
  return faults;
}
