// The whole period of a group in a strip below its swim lanes; a frame shows, and moves, the part
// above.
const Overview = (() => {
  const HEIGHT = 46;
  const GRIP = 7;

  function overview(view) {
    const canvas = Dom.make("canvas", { "aria-hidden": "true" });
    const element = Dom.make(
      "div",
      { class: "overview", title: "The whole period; drag to choose a part of it" },
      canvas,
    );
    let group = 0;
    let width = 0;
    const x = (time) => ((time - view.low) / (view.high - view.low)) * width;
    const timeAt = (pixel) => view.low + (pixel / width) * (view.high - view.low);

    function draw() {
      const data = Data.lanes(group);
      width = element.clientWidth;
      if (!data || !width) return;
      const context = Dom.fit(canvas, width, HEIGHT);
      const cells = Math.max(1, Math.floor(width / 3));
      const counts = [new Float64Array(cells), new Float64Array(cells)];
      data.time.forEach((time, tick) => {
        const cell = Math.min(cells - 1, Math.max(0, Math.floor((x(time) / width) * cells)));
        counts[data.coordinated[tick]][cell]++;
      });
      const most = Math.max(1, ...counts[0].map((faint, cell) => faint + counts[1][cell]));
      const tall = (value) => (value ? Math.max(2, Math.sqrt(value / most) * (HEIGHT - 16)) : 0);
      for (let cell = 0; cell < cells; cell++) {
        const [faint, strong] = [counts[0][cell], counts[1][cell]];
        context.fillStyle = Theme.colour("faint");
        context.fillRect(cell * 3, HEIGHT - 14 - tall(faint + strong), 2, tall(faint + strong));
        context.fillStyle = Marks.groupColour(group);
        context.fillRect(cell * 3, HEIGHT - 14 - tall(strong), 2, tall(strong));
      }
      Axis.draw(context, {
        from: view.low, to: view.high, width, x, top: HEIGHT + 2, bottom: HEIGHT + 2,
      });
      if (view.isWhole()) return;
      const [left, right] = [x(view.from), x(view.to)];
      context.fillStyle = Theme.colour("veil");
      context.fillRect(0, 0, left, HEIGHT - 14);
      context.fillRect(right, 0, width - right, HEIGHT - 14);
      context.strokeStyle = Theme.colour("ink");
      context.lineWidth = 1.5;
      context.strokeRect(left, 1, Math.max(right - left, 2), HEIGHT - 16);
    }

    const redraw = Dom.soon(draw);
    let held = null;

    const pixelOf = (event) => event.clientX - canvas.getBoundingClientRect().left;

    canvas.addEventListener("pointerdown", (event) => {
      const px = pixelOf(event);
      const [left, right] = [x(view.from), x(view.to)];
      canvas.setPointerCapture(event.pointerId);
      if (!view.isWhole() && Math.abs(px - left) < GRIP) held = { end: view.to };
      else if (!view.isWhole() && Math.abs(px - right) < GRIP) held = { end: view.from };
      else if (!view.isWhole() && px > left && px < right) held = { last: px };
      else held = { end: timeAt(px), px };
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!held) return;
      const px = pixelOf(event);
      if (held.last !== undefined) {
        const way = timeAt(px) - timeAt(held.last);
        view.set(view.from + way, view.to + way);
        held.last = px;
      } else if (held.px === undefined || Math.abs(px - held.px) > 3) {
        const [from, to] = [held.end, timeAt(px)].sort((a, b) => a - b);
        view.set(from, to);
      }
    });
    canvas.addEventListener("pointerup", (event) => {
      // A click moves the frame there.
      if (held?.px !== undefined && Math.abs(pixelOf(event) - held.px) <= 3) {
        const span = view.isWhole() ? view.span() / 4 : view.span();
        view.set(held.end - span / 2, held.end + span / 2);
      }
      held = null;
    });
    canvas.addEventListener("pointercancel", () => (held = null));

    view.listen(redraw);
    Theme.listen(() => (Theme.printing() ? draw() : redraw()));
    new ResizeObserver(redraw).observe(element);
    return {
      element,
      show: (number) => {
        group = number;
        element.hidden = !Data.lanes(group);
        redraw();
      },
    };
  }

  return { overview };
})();
