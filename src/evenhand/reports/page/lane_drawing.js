// Draws swim lanes on their canvases. A scene says what: {data, group, view, width, over, chosen},
// with `data` as Data.lanes gives it, `over` a tick and `chosen` a burst, or -1 for none.
const LaneDrawing = (() => {
  const ROW = 20;
  const AXIS = 20;
  const MANY = 150; // coincidences in sight above which their signs are left out

  const x = (scene, time) => ((time - scene.view.from) / scene.view.span()) * scene.width;
  const y = (row) => row * ROW + ROW / 2;

  function draw(canvas, axis, scene) {
    const { data, view, width } = scene;
    const height = data.accounts.length * ROW;
    const top = Dom.fit(axis, width, AXIS);
    const context = Dom.fit(canvas, width, height);
    const range = { from: view.from, to: view.to, width, x: (time) => x(scene, time) };
    Axis.draw(top, { ...range, top: AXIS - 2, bottom: AXIS });
    rows(context, scene, height);
    Axis.draw(context, { ...range, top: 0, bottom: height });
    const seen = data.bursts.filter((one) => one.last >= view.from && one.first <= view.to);
    lines(context, scene, seen);
    ticks(context, scene);
    if (seen.length < MANY) heads(context, scene, seen);
    if (scene.chosen >= 0) emphasise(context, scene, data.bursts[scene.chosen].ticks);
    if (scene.over >= 0) emphasise(context, scene, [scene.over]);
  }

  function rows(context, { data, width }, height) {
    context.fillStyle = Theme.colour("stripe");
    for (let row = 0; row * ROW < height; row += 2) context.fillRect(0, row * ROW, width, ROW);
    const row = data.accounts.indexOf(State.get("account"));
    if (row < 0) return;
    context.fillStyle = Theme.colour("chosen");
    context.fillRect(0, row * ROW, width, ROW);
  }

  // Faint ticks first, so that coordinated ones lie on top; one tick for each pixel is enough.
  function ticks(context, scene) {
    const { data, group, width } = scene;
    for (const strong of [0, 1]) {
      context.fillStyle = strong ? Marks.groupColour(group) : Theme.colour("faint");
      const [tall, wide] = strong ? [ROW * 0.72, 2] : [ROW * 0.36, 1];
      for (let row = 0; row < data.accounts.length; row++) {
        let last = -Infinity;
        for (let tick = data.start[row]; tick < data.start[row + 1]; tick++) {
          if (data.coordinated[tick] !== strong) continue;
          const at = x(scene, data.time[tick]);
          if (at < -2 || at > width + 2 || at - last < 0.7) continue;
          context.fillRect(at - wide / 2, y(row) - tall / 2, wide, tall);
          last = at;
        }
      }
    }
  }

  function lines(context, scene, seen) {
    context.strokeStyle = Theme.colour("join");
    context.lineWidth = 1;
    context.globalAlpha = seen.length > 200 ? 0.35 : seen.length > 60 ? 0.55 : 0.85;
    context.beginPath();
    for (const burst of seen) trace(context, scene, burst.ticks);
    context.stroke();
    context.globalAlpha = 1;
  }

  function trace(context, scene, list) {
    list.forEach((tick, index) => {
      const [px, py] = [x(scene, scene.data.time[tick]), y(scene.data.row[tick])];
      if (index) context.lineTo(px, py);
      else context.moveTo(px, py);
    });
  }

  // The sign of the first signal stands at the upper end of each line, when there is room.
  function heads(context, scene, seen) {
    const { data } = scene;
    let clear = -Infinity;
    for (const burst of seen) {
      const at = x(scene, burst.first);
      if (at < clear) continue;
      clear = at + 12;
      const tick = burst.ticks[0];
      const { signal } = burst.things[0];
      context.fillStyle = Marks.signalColour(signal);
      context.strokeStyle = Theme.colour("paper");
      context.lineWidth = 1.5;
      context.beginPath();
      const [px, py] = [x(scene, data.time[tick]), y(data.row[tick])];
      Marks.trace(context, Marks.signalShape(signal), px, py, 4.5);
      context.stroke();
      context.fill();
    }
  }

  function emphasise(context, scene, list) {
    context.strokeStyle = Theme.colour("ink");
    context.lineWidth = 2;
    context.beginPath();
    trace(context, scene, list);
    context.stroke();
    context.fillStyle = Theme.colour("ink");
    for (const tick of list) {
      context.beginPath();
      context.arc(x(scene, scene.data.time[tick]), y(scene.data.row[tick]), 4, 0, 2 * Math.PI);
      context.fill();
    }
  }

  return { ROW, AXIS, x, y, draw };
})();
