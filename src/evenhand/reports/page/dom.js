// The only place where elements are made. Text goes in as text nodes, never as markup, so whatever
// a post, handle or address contains is shown and not obeyed.
const Dom = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes ?? {})) {
      if (name === "on") {
        for (const [event, listener] of Object.entries(value)) {
          element.addEventListener(event, listener);
        }
      } else if (value === true) {
        element.setAttribute(name, "");
      } else if (value !== false && value !== null && value !== undefined) {
        element.setAttribute(name, String(value));
      }
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  function make(tag, attributes, ...children) {
    return fill(document.createElement(tag), attributes, children);
  }

  function svg(tag, attributes, ...children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  }

  // A stranger's words: their direction is their own and cannot leak into ours.
  function strange(text, tag = "bdi", attributes = {}) {
    return make(tag, { dir: "auto", ...attributes }, text);
  }

  // A link to a post, or what ``words`` say, with the host in sight; null when the address is not a
  // web address.
  function outside(address, words = "Original") {
    let url;
    try {
      url = new URL(address);
    } catch {
      return null;
    }
    if (url.protocol !== "https:" && url.protocol !== "http:") return null;
    return make(
      "a",
      {
        class: "outside",
        href: url.href,
        target: "_blank",
        rel: "noopener noreferrer nofollow",
        title: "Opens the original on the network",
      },
      `${words} at `,
      make("bdi", {}, url.host),
    );
  }

  function copyButton(text, what) {
    const button = make("button", { type: "button", class: "small" }, "Copy id");
    button.setAttribute("aria-label", `Copy ${what}`);
    const said = (words) => {
      button.textContent = words;
      setTimeout(() => (button.textContent = "Copy id"), 2500);
    };
    button.addEventListener("click", () => {
      copy(text).then(
        () => said("Copied"),
        () => said("Select and copy"),
      );
    });
    return button;
  }

  // Pages opened from a file may lack the clipboard interface; a selection always works.
  async function copy(text) {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const area = make("textarea", { class: "unseen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) throw new Error("copying is not allowed here");
    return undefined;
  }

  // Fits a canvas to its place on the page and to the screen's pixels; returns its context.
  function fit(canvas, width, height) {
    const scale = Math.min(window.devicePixelRatio || 1, 2.5);
    const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
    if (canvas.width !== across || canvas.height !== down) {
      canvas.width = across;
      canvas.height = down;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const context = canvas.getContext("2d");
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, width, height);
    return context;
  }

  // Calls `draw` at most once for each frame.
  function soon(draw) {
    let waiting = false;
    return () => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        draw();
      });
    };
  }

  // Scrolls to a section; its heading gets the focus so that the keyboard goes on from there.
  function goTo(id) {
    const section = document.getElementById(id);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    section.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
  }

  function select(label, options, value, change) {
    const box = make("select", {
      on: { change: () => change(box.value) },
    });
    for (const [key, words] of options) {
      box.append(make("option", { value: key, selected: String(key) === String(value) }, words));
    }
    return { box, label: make("label", { class: "field" }, make("span", {}, label), box) };
  }

  // A sentence of ours; dates in it do not break across lines.
  function sentence(text) {
    const parts = text.split(/(\d{4}-\d{2}-\d{2})/);
    return make("p", {}, ...parts.map((part, index) =>
      index % 2 ? make("span", { class: "whole" }, part) : part));
  }

  function note(text) {
    return text ? make("p", { class: "note" }, text) : null;
  }

  return { make, svg, strange, outside, copyButton, fit, soon, goTo, select, sentence, note };
})();
