// Light or dark: as the system says until the reader chooses; paper is always light.
const Theme = (() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const listeners = [];
  let chosen = remembered();
  let printing = false;

  function remembered() {
    try {
      const value = localStorage.getItem("evenhand-theme");
      return value === "light" || value === "dark" ? value : null;
    } catch {
      return null; // pages from files may have no storage
    }
  }

  function now() {
    if (printing) return "light";
    return chosen ?? (system.matches ? "dark" : "light");
  }

  function apply() {
    document.documentElement.dataset.theme = now();
    const button = document.getElementById("theme");
    button.textContent = now() === "dark" ? "Light" : "Dark";
    button.setAttribute("aria-label", `Use ${now() === "dark" ? "light" : "dark"} colours`);
    for (const listener of listeners) listener();
  }

  function start() {
    document.getElementById("theme").addEventListener("click", () => {
      chosen = now() === "dark" ? "light" : "dark";
      try {
        localStorage.setItem("evenhand-theme", chosen);
      } catch {
        // not remembered, but used
      }
      apply();
    });
    system.addEventListener("change", apply);
    window.addEventListener("beforeprint", () => {
      printing = true;
      apply();
    });
    window.addEventListener("afterprint", () => {
      printing = false;
      apply();
    });
    apply();
  }

  // A colour of the style sheet, for canvases.
  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  // On paper there is no next frame: pictures have to be drawn at once.
  return { start, now, colour, listen: (listener) => listeners.push(listener), printing: () => printing };
})();
