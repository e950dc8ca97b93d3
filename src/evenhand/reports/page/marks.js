// Colours (Okabe and Ito 2008) and shapes. Both change from one thing to the next, so neither is
// needed to tell them apart.
const Marks = (() => {
  const COLOURS = {
    light: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442"],
    dark: ["#4aa3df", "#f0803c", "#2cc79a", "#dd9cc0", "#f2b632", "#8fd0f5", "#f0e442"],
  };
  const SHAPES = ["circle", "square", "triangle", "diamond", "cross", "down", "plus"];
  const N = COLOURS.light.length;

  const groupColour = (group) => COLOURS[Theme.now()][group % N];
  const groupShape = (group) => SHAPES[(group + Math.floor(group / N)) % N];
  const signalColour = (signal) => COLOURS[Theme.now()][(signal + 4) % N];
  const signalShape = (signal) => SHAPES[(signal + 2) % N];

  // Corners of each shape for a circle of radius 1; a circle has none.
  const CORNERS = {
    square: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
    triangle: [[0, -1.15], [1.05, 0.8], [-1.05, 0.8]],
    down: [[0, 1.15], [1.05, -0.8], [-1.05, -0.8]],
    diamond: [[0, -1.25], [1.05, 0], [0, 1.25], [-1.05, 0]],
    plus: star(0),
    cross: star(Math.PI / 4),
  };

  function star(turn) {
    const [long, thin] = [1.2, 0.4];
    const points = [
      [-thin, -long], [thin, -long], [thin, -thin], [long, -thin], [long, thin], [thin, thin],
      [thin, long], [-thin, long], [-thin, thin], [-long, thin], [-long, -thin], [-thin, -thin],
    ];
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    return points.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
  }

  // Adds the outline of a shape to the current path of a canvas.
  function trace(context, shape, x, y, radius) {
    const corners = CORNERS[shape];
    if (!corners) {
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
      return;
    }
    corners.forEach(([dx, dy], index) => {
      const [px, py] = [x + dx * radius, y + dy * radius];
      if (index) context.lineTo(px, py);
      else context.moveTo(px, py);
    });
    context.closePath();
  }

  // A small picture of a shape beside text; `data-colour` lets a change of theme repaint it.
  function glyph(shape, kind, index, size = 14, hollow = false) {
    const corners = CORNERS[shape];
    const drawn = corners
      ? Dom.svg("polygon", {
          points: corners.map(([x, y]) => `${(x * 5).toFixed(2)},${(y * 5).toFixed(2)}`).join(" "),
        })
      : Dom.svg("circle", { r: 5 });
    drawn.setAttribute("class", `glyph ${kind}-colour-${index % N}${hollow ? " hollow" : ""}`);
    return Dom.svg(
      "svg",
      { class: "mark", width: size, height: size, viewBox: "-7 -7 14 14", "aria-hidden": "true" },
      drawn,
    );
  }

  // Declared groups are hollow.
  const group = (index, size) =>
    glyph(groupShape(index), "group", index, size, Data.declared(index));

  const signal = (index) =>
    Dom.make("span", { class: "signal" }, glyph(signalShape(index), "signal", index, 12),
      Data.signalName(index));

  return { groupColour, groupShape, signalColour, signalShape, trace, group, signal };
})();
