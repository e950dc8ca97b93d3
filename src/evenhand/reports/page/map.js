// The picture of section 6: accounts as points, edges as lines, moved and zoomed.
const MapPicture = (() => {
  const NEAR = 9;
  const IN_HASTE = 5000; // edges drawn while the map is moving
  const REST = 160; // milliseconds without movement until all edges are drawn

  // `filters` is read at each drawing: {edge(index), node(index), found: Set or null}.
  function picture({ open, describe }) {
    const { accounts, edges } = Data;
    const size = accounts.id.length;
    const canvas = Dom.make("canvas", { "aria-hidden": "true" });
    // Rings change with every movement of the pointer; they have a canvas of their own.
    const rim = Dom.make("canvas", { class: "rings", "aria-hidden": "true" });
    const bubble = Dom.make("div", { class: "bubble", hidden: true });
    const frame = Dom.make("div", {
      class: "map-frame", tabindex: 0, role: "application",
      "aria-label": "Map of accounts. Arrows move it, plus and minus zoom, 0 shows everything. " +
        "The table of accounts says the same in words.",
    }, canvas, rim, bubble);
    const self = { element: frame, edgeOn: new Uint8Array(edges.a.length).fill(1),
      nodeOn: new Uint8Array(size).fill(1), found: null, current: -1 };
    let [width, height] = [0, 0];
    let place = null; // {scale, left, top}: pixels of a map position
    let over = -1;
    const byGroup = new Map();
    for (let node = 0; node < size; node++) {
      const group = accounts.group[node];
      const hollow = Data.declared(group) || (Declared.account(node)?.what ?? null) !== null;
      const key = 2 * group + (hollow ? 1 : 0);
      if (!byGroup.has(key)) byGroup.set(key, { group, hollow, nodes: [] });
      byGroup.get(key).nodes.push(node);
    }
    const heaviest = edges.weight.length ? Math.max(1, edges.weight[0]) : 1;

    const px = (node) => accounts.x[node] * place.scale + place.left;
    const py = (node) => accounts.y[node] * place.scale + place.top;

    function fitAll() {
      let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
      for (let node = 0; node < size; node++) {
        left = Math.min(left, accounts.x[node]);
        right = Math.max(right, accounts.x[node]);
        top = Math.min(top, accounts.y[node]);
        bottom = Math.max(bottom, accounts.y[node]);
      }
      const scale = Math.min((width - 40) / Math.max(right - left, 1),
        (height - 40) / Math.max(bottom - top, 1), 0.08);
      place = { scale, left: width / 2 - ((left + right) / 2) * scale,
        top: height / 2 - ((top + bottom) / 2) * scale };
    }

    function draw() {
      const [wide, tall] = [frame.clientWidth, frame.clientHeight];
      if (!wide || !tall) return;
      if (wide !== width || tall !== height || !place) {
        [width, height] = [wide, tall];
        fitAll();
      }
      const context = Dom.fit(canvas, width, height);
      lines(context);
      points(context);
      drawRings();
    }

    function drawRings() {
      if (width) rings(Dom.fit(rim, width, height));
    }

    let moving = false;
    let rest = 0;

    // A moving map is drawn with some of its edges, so that it follows the hand.
    function hurry() {
      moving = true;
      clearTimeout(rest);
      rest = setTimeout(() => {
        moving = false;
        redraw();
      }, REST);
      redraw();
    }

    // Lines in four strengths, faintest first; a strength is one path, which is fast.
    function lines(context) {
      const dark = Theme.now() === "dark";
      const stride = moving ? Math.max(1, Math.ceil(edges.a.length / IN_HASTE)) : 1;
      for (let level = 0; level < 4; level++) {
        context.beginPath();
        for (let index = edges.a.length - 1; index >= 0; index -= stride) {
          if (!self.edgeOn[index] || strength(index) !== level) continue;
          const [a, b] = [edges.a[index], edges.b[index]];
          const [ax, ay, bx, by] = [px(a), py(a), px(b), py(b)];
          if (Math.max(ax, bx) < 0 || Math.min(ax, bx) > width) continue;
          if (Math.max(ay, by) < 0 || Math.min(ay, by) > height) continue;
          context.moveTo(ax, ay);
          context.lineTo(bx, by);
        }
        context.strokeStyle = Theme.colour("join");
        context.globalAlpha = [0.1, 0.18, 0.3, 0.5][level] * (dark ? 1.2 : 1);
        context.lineWidth = [0.6, 0.8, 1.2, 1.8][level];
        context.stroke();
      }
      context.globalAlpha = 1;
    }

    function strength(index) {
      const part = Math.log1p(edges.weight[index]) / Math.log1p(heaviest);
      return Math.min(3, Math.floor(part * 4));
    }

    const radius = () => Math.max(2, Math.min(7, 260 * place.scale));

    function points(context) {
      const keys = [...byGroup.keys()].sort((one, other) => one - other);
      for (const on of [0, 1]) {
        for (const { group, hollow, nodes } of keys.map((key) => byGroup.get(key))) {
          context.globalAlpha = on ? (Data.unconfirmed(group) ? 0.5 : 1) : 0.18;
          context.beginPath();
          const shape = group < 0 ? "circle" : Marks.groupShape(group);
          const r = radius() * (group < 0 ? 0.6 : Data.unconfirmed(group) ? 0.75 : 1);
          for (const node of nodes) {
            if (self.nodeOn[node] !== on) continue;
            const [x, y] = [px(node), py(node)];
            if (x < -9 || y < -9 || x > width + 9 || y > height + 9) continue;
            Marks.trace(context, shape, x, y, r);
          }
          const colour = group < 0 ? Theme.colour("muted") : Marks.groupColour(group);
          context.fillStyle = hollow ? Theme.colour("paper") : colour;
          context.fill();
          if (hollow) {
            context.strokeStyle = colour;
            context.lineWidth = Math.max(1.2, r / 2.5);
            context.stroke();
          } else if (r > 3.2) {
            context.strokeStyle = Theme.colour("outline");
            context.lineWidth = 0.8;
            context.stroke();
          }
        }
      }
      context.globalAlpha = 1;
    }

    function rings(context) {
      context.strokeStyle = Theme.colour("ink");
      const ring = (node, wide, line) => {
        context.lineWidth = line;
        context.beginPath();
        context.arc(px(node), py(node), radius() + wide, 0, 2 * Math.PI);
        context.stroke();
      };
      for (const node of self.found ?? []) ring(node, 4, 1.5);
      const account = State.get("account");
      if (account !== null) ring(account, 6, 2);
      if (self.current >= 0) ring(self.current, 9, 3);
      if (over >= 0) ring(over, 3, 2);
    }

    const redraw = Dom.soon(draw);
    const redrawRings = Dom.soon(drawRings);

    function zoom(factor, x = width / 2, y = height / 2) {
      const scale = Math.min(Math.max(place.scale * factor, 1e-4), 2);
      const ratio = scale / place.scale;
      place = { scale, left: x - (x - place.left) * ratio, top: y - (y - place.top) * ratio };
      hurry();
    }

    function move(dx, dy) {
      place.left += dx;
      place.top += dy;
      hurry();
    }

    function nearest(x, y) {
      let [best, distance] = [-1, NEAR * NEAR];
      for (let node = 0; node < size; node++) {
        if (!self.nodeOn[node]) continue;
        const far = (px(node) - x) ** 2 + (py(node) - y) ** 2;
        if (far < distance) [best, distance] = [node, far];
      }
      return best;
    }

    const pixelOf = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };

    let held = null;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const [x, y] = pixelOf(event);
      held = { x, y, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      const [x, y] = pixelOf(event);
      if (!held) {
        hover(x, y);
        return;
      }
      if (held.moved || Math.hypot(x - held.x, y - held.y) > 4) {
        move(x - held.x, y - held.y);
        held = { x, y, moved: true };
      }
    });
    canvas.addEventListener("pointerup", (event) => {
      const node = held && !held.moved ? nearest(...pixelOf(event)) : -1;
      held = null;
      if (node >= 0) open(node);
    });
    canvas.addEventListener("pointercancel", () => (held = null));
    canvas.addEventListener("pointerleave", () => hover(-99, -99));

    function hover(x, y) {
      const node = nearest(x, y);
      if (node === over) return;
      over = node;
      canvas.style.cursor = node >= 0 ? "pointer" : "grab";
      bubble.hidden = node < 0;
      if (node >= 0) {
        bubble.replaceChildren(...describe(node));
        const wide = Math.min(280, width - 16);
        bubble.style.width = `${wide}px`;
        bubble.style.left = `${Math.max(8, Math.min(px(node) + 14, width - wide - 8))}px`;
        bubble.style.top = `${Math.min(py(node) + 14, height - 110)}px`;
      }
      redrawRings();
    }

    frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && document.activeElement !== frame) return;
      event.preventDefault();
      zoom(Math.exp(-Math.sign(event.deltaY) * 0.2), ...pixelOf(event));
    }, { passive: false });

    self.zoom = zoom;
    self.reset = () => {
      fitAll();
      redraw();
    };
    const KEYS = {
      "+": () => zoom(1.4), "=": () => zoom(1.4), "-": () => zoom(1 / 1.4), 0: self.reset,
      ArrowLeft: () => move(60, 0), ArrowRight: () => move(-60, 0),
      ArrowUp: () => move(0, 60), ArrowDown: () => move(0, -60),
    };
    frame.addEventListener("keydown", (event) => {
      const act = KEYS[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });

    // Brings an account to the middle, near enough to see its neighbours.
    self.centre = (node) => {
      self.current = node;
      const scale = Math.max(place.scale, 0.02);
      place = { scale, left: width / 2 - accounts.x[node] * scale,
        top: height / 2 - accounts.y[node] * scale };
      redraw();
    };
    self.redraw = redraw;
    Theme.listen(() => (Theme.printing() ? draw() : redraw()));
    State.on("account", redrawRings);
    new ResizeObserver(redraw).observe(frame);
    return self;
  }

  return { picture };
})();
