// In the page editor: the spots of a picture are set by clicking on it. The numbers can be typed as well.
(() => {
  const { StructBlockDefinition } = window.wagtailStreamField.blocks;
  const percent = (part, whole) => Math.min(100, Math.max(0, Math.round((100 * part) / whole)));

  class SpotPicker {
    constructor(block, options) {
      this.block = block;
      this.spots = block.childBlocks.spots;
      this.options = options;
      this.chosen = null;
      this.build();
      this.watch();
      this.draw();
    }

    build() {
      this.root = document.createElement("div");
      this.root.className = "spot-picker";
      this.root.hidden = true;
      this.frame = document.createElement("div");
      this.frame.className = "spot-picker__frame";
      this.frame.setAttribute("role", "group");
      this.frame.setAttribute("aria-label", this.options.label);
      this.image = document.createElement("img");
      this.image.alt = "";
      this.hint = document.createElement("p");
      this.hint.className = "help";
      this.hint.setAttribute("role", "status");
      this.frame.append(this.image);
      this.root.append(this.frame, this.hint);
      this.part("image").after(this.root);

      this.image.addEventListener("click", (event) => this.click(event));
      // Whoever may not change pictures gets the chooser's own small preview.
      this.image.addEventListener("error", () => {
        const picture = this.block.childBlocks.image.getState();
        if (picture?.preview && this.image.src !== new URL(picture.preview.url, location).href) {
          this.image.src = picture.preview.url;
        }
      });
    }

    part(name) {
      return this.block.container[0].querySelector(`[data-contentpath="${name}"]`);
    }

    watch() {
      let waiting = false;
      const later = () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
          waiting = false;
          this.draw();
        });
      };
      const observer = new MutationObserver(later);
      for (const name of ["image", "spots"]) {
        observer.observe(this.part(name), { childList: true, subtree: true, attributes: true, attributeFilter: ["src"] });
      }
      this.part("spots").addEventListener("input", later);
    }

    fields(index) {
      return this.spots.children[index].block.childBlocks;
    }

    get full() {
      const most = this.spots.blockDef.meta.maxNum;
      return typeof most === "number" && this.spots.children.length >= most;
    }

    draw() {
      const picture = this.block.childBlocks.image.getState();
      this.root.hidden = !picture?.id;
      if (!picture?.id) return;
      if (this.shown !== String(picture.id)) {
        this.shown = String(picture.id);
        this.image.src = this.options.previewUrl.replace("/0/", `/${picture.id}/`);
      }
      const count = this.spots.children.length;
      if (this.chosen !== null && this.chosen >= count) this.chosen = null;
      while (this.frame.querySelectorAll("button").length > count) this.frame.lastElementChild.remove();
      for (let index = 0; index < count; index += 1) this.mark(index);
      this.hint.textContent = this.words();
    }

    words() {
      if (this.chosen !== null) return this.options.move.replace("%(number)s", this.chosen + 1);
      return this.full ? this.options.full : this.options.add;
    }

    mark(index) {
      const button = this.frame.querySelectorAll("button")[index] ?? this.button(index);
      const { x, y } = this.fields(index);
      button.style.left = `${Number(x.getState()) || 0}%`;
      button.style.top = `${Number(y.getState()) || 0}%`;
      button.setAttribute("aria-pressed", String(this.chosen === index));
    }

    button(index) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "spot-picker__spot";
      button.textContent = index + 1;
      button.addEventListener("click", () => {
        this.chosen = this.chosen === index ? null : index;
        this.draw();
      });
      button.addEventListener("keydown", (event) => this.key(event, index));
      this.frame.append(button);
      return button;
    }

    key(event, index) {
      const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      const { x, y } = this.fields(index);
      const far = event.shiftKey ? 5 : 1;
      this.set(index, percent(Number(x.getState()) + far * step[0], 100), percent(Number(y.getState()) + far * step[1], 100));
    }

    click(event) {
      const box = this.image.getBoundingClientRect();
      const x = percent(event.clientX - box.left, box.width);
      const y = percent(event.clientY - box.top, box.height);
      if (this.chosen !== null) this.set(this.chosen, x, y);
      else if (!this.fill(x, y) && !this.full) this.add(x, y);
      this.draw();
    }

    // The list starts with an empty spot; the first click is meant for it.
    fill(x, y) {
      const [first, ...rest] = this.spots.children;
      if (!first || rest.length || this.placed || first.block.childBlocks.product.getState()?.id) return false;
      this.placed = true;
      this.set(0, x, y);
      return true;
    }

    add(x, y) {
      const state = { ...this.spots.blockDef.initialChildState, x, y };
      this.spots.insert(state, this.spots.children.length, { id: window.crypto?.randomUUID?.(), animate: true });
    }

    set(index, x, y) {
      const fields = this.fields(index);
      for (const [field, value] of [[fields.x, x], [fields.y, y]]) {
        field.setState(value);
        // Wagtail notices unsaved changes by this event.
        field.element.querySelector("input").dispatchEvent(new Event("input", { bubbles: true }));
        field.element.querySelector("input").dispatchEvent(new Event("change", { bubbles: true }));
      }
      this.draw();
    }
  }

  class ShoppablePictureDefinition extends StructBlockDefinition {
    render(...args) {
      const block = super.render(...args);
      block.spotPicker = new SpotPicker(block, this.meta.spotPicker);
      return block;
    }
  }

  window.telepath.register("products.ShoppablePictureBlock", ShoppablePictureDefinition);
})();
