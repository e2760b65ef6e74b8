// Marks the small picture whose large one is in view. The links themselves work without this file.
for (const gallery of document.querySelectorAll("[data-gallery]")) {
  const list = gallery.querySelector("[data-gallery-list]");
  const thumbs = [...gallery.querySelectorAll("[data-gallery-thumb]")];
  if (thumbs.length < 2) continue;

  const mark = (id) => {
    for (const thumb of thumbs) {
      if (thumb.hash === `#${id}`) thumb.setAttribute("aria-current", "true");
      else thumb.removeAttribute("aria-current");
    }
  };

  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) mark(entry.target.id);
    },
    { root: list, threshold: 0.6 },
  );
  for (const slide of list.children) observer.observe(slide);

  for (const thumb of thumbs) {
    thumb.addEventListener("click", (event) => {
      const slide = document.getElementById(thumb.hash.slice(1));
      if (!slide) return;
      event.preventDefault();
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      list.scrollTo({ left: slide.offsetLeft - list.offsetLeft, behavior: calm ? "auto" : "smooth" });
    });
  }
}
