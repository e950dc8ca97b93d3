// The picture that convinces: one row for each account, time across, every post a tick, posts that
// coincide joined by a line.
const Lanes = (() => {
  const { ROW, AXIS, y } = LaneDrawing;
  const NEAR = 8; // pixels within which a pointer means a tick

  function lanes(view) {
    const names = Dom.make("div", { class: "lane-names" });
    const axis = Dom.make("canvas", { class: "lane-axis", "aria-hidden": "true" });
    const canvas = Dom.make("canvas", { "aria-hidden": "true" });
    const bubble = Dom.make("div", { class: "bubble", hidden: true });
    const brush = Dom.make("div", { class: "brush", hidden: true });
    const picture = Dom.make(
      "div",
      {
        class: "lane-picture",
        tabindex: 0,
        role: "application",
        "aria-label":
          "Swim lanes. Plus and minus zoom, left and right move, 0 shows everything, " +
          "N and P go to the next and previous coincidence, Enter opens its posts.",
      },
      canvas,
      brush,
    );
    const spoken = Dom.make("p", { class: "unseen", role: "status" });
    const frame = Dom.make(
      "div",
      { class: "lanes" },
      Dom.make("div", { class: "lane-corner" }),
      Dom.make("div", { class: "lane-top" }, axis),
      names,
      picture,
    );
    // The bubble lies outside the frame, which would cut it off.
    const element = Dom.make("div", { class: "lanes-and-bubble" }, frame, bubble, spoken);

    let data = null;
    // `over` is the tick under the pointer, `chosen` the burst reached by keys or buttons.
    const scene = { data, group: 0, view, width: 0, over: -1, chosen: -1 };

    const x = (time) => LaneDrawing.x(scene, time);
    const timeAt = (pixel) => view.from + (pixel / scene.width) * view.span();

    function show(number) {
      data = Data.lanes(number);
      Object.assign(scene, { data, group: number, over: -1, chosen: -1 });
      bubble.hidden = true;
      element.hidden = !data;
      if (!data) return;
      names.replaceChildren(...data.accounts.map(nameOf));
      let [first, last] = [Data.groups[number].first, Data.groups[number].last].map(Data.ms);
      for (const time of data.time) {
        if (time < first) first = time;
        if (time > last) last = time;
      }
      view.bounds(first, last);
      markAccount();
    }

    function nameOf(account, row) {
      return Dom.make(
        "button",
        {
          type: "button",
          class: "lane-name",
          title: Data.accounts.id[account],
          on: { click: () => State.set("account", State.get("account") === account ? null : account) },
        },
        Dom.strange(Data.called(account)),
      );
    }

    function markAccount() {
      if (!data) return;
      const row = data.accounts.indexOf(State.get("account"));
      [...names.children].forEach((name, index) => {
        name.setAttribute("aria-pressed", String(index === row));
      });
      if (row >= 0) {
        const at = row * ROW;
        if (at < frame.scrollTop || at > frame.scrollTop + frame.clientHeight - 60) {
          frame.scrollTop = Math.max(0, at - frame.clientHeight / 2);
        }
      }
      redraw();
    }

    function draw() {
      if (!data || element.hidden) return;
      scene.width = picture.clientWidth;
      if (scene.width) LaneDrawing.draw(canvas, axis, scene);
    }

    const redraw = Dom.soon(draw);

    // The tick nearest to a place on the canvas, or -1.
    function nearest(px, py) {
      const row = Math.floor(py / ROW);
      if (!data || row < 0 || row >= data.accounts.length) return -1;
      let [best, distance] = [-1, NEAR];
      for (let tick = data.start[row]; tick < data.start[row + 1]; tick++) {
        const gap = Math.abs(x(data.time[tick]) - px) - (data.coordinated[tick] ? 1 : 0);
        if (gap < distance) [best, distance] = [tick, gap];
      }
      return best;
    }

    function describe(tick) {
      const account = data.accounts[data.row[tick]];
      const lines = [
        Dom.make("strong", {}, Dom.strange(Data.called(account))),
        Dom.make("div", {}, Words.moment(data.time[tick])),
      ];
      const bursts = data.burstsOf.get(tick) ?? [];
      for (const index of bursts.slice(0, 2)) lines.push(...burstLines(index));
      const post = data.post[tick];
      const text = post >= 0 ? Data.postText(post) : null;
      if (text) lines.push(Dom.strange(text.slice(0, 140), "div", { class: "quote" }));
      if (!data.coordinated[tick]) {
        lines.push(Dom.make("div", { class: "muted" }, "Not part of a coincidence in this group."));
      }
      return lines;
    }

    function burstLines(index) {
      const burst = data.bursts[index];
      const { signal, object } = burst.things[0];
      const others = burst.things.length - 1;
      const accounts = new Set(burst.ticks.map((tick) => data.row[tick])).size;
      return [
        Dom.make("div", {}, Marks.signal(signal), " ",
          Dom.strange(Data.strings[object].slice(0, 120)),
          others ? ` and ${others} more in the same posts` : ""),
        Dom.make("div", {}, `${Words.count(accounts, "account")} within `,
          Words.span(burst.last - burst.first)),
      ];
    }

    function explain(lines, px, py) {
      bubble.replaceChildren(...lines);
      bubble.hidden = false;
      const left = names.offsetWidth + px;
      const roomy = element.clientWidth;
      const wide = Math.min(300, roomy - 16);
      bubble.style.width = `${wide}px`;
      bubble.style.left = `${Math.max(8, Math.min(left + 12, roomy - wide - 8))}px`;
      bubble.style.top = `${AXIS + py - frame.scrollTop + 14}px`;
    }

    const pixelOf = (event) => {
      const box = canvas.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };

    // Drag chooses a stretch of time; with Shift it moves the picture. A touch moves as well.
    let held = null;
    picture.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const [px, py] = pixelOf(event);
      held = { px, py, moving: event.shiftKey || event.pointerType === "touch", last: px };
      picture.setPointerCapture(event.pointerId);
    });
    picture.addEventListener("pointermove", (event) => {
      const [px, py] = pixelOf(event);
      if (held && held.moving) {
        view.move((held.last - px) / scene.width);
        held.last = px;
      } else if (held && Math.abs(px - held.px) > 4) {
        brush.hidden = false;
        brush.style.left = `${Math.min(px, held.px)}px`;
        brush.style.width = `${Math.abs(px - held.px)}px`;
      } else {
        hover(px, py);
      }
    });
    picture.addEventListener("pointerup", (event) => {
      const [px, py] = pixelOf(event);
      const far = held && Math.abs(px - held.px) > 4;
      if (far && !held.moving) view.set(...[held.px, px].sort((a, b) => a - b).map(timeAt));
      else if (held && !far) openTick(nearest(px, py));
      held = null;
      brush.hidden = true;
    });
    picture.addEventListener("pointercancel", () => {
      held = null;
      brush.hidden = true;
    });
    picture.addEventListener("pointerleave", () => {
      if (held) return;
      scene.over = -1;
      bubble.hidden = true;
      redraw();
    });

    function hover(px, py) {
      const tick = nearest(px, py);
      if (tick === scene.over) return;
      scene.over = tick;
      if (tick < 0) bubble.hidden = true;
      else explain(describe(tick), x(data.time[tick]), y(data.row[tick]));
      redraw();
    }

    // The wheel zooms once the picture has the focus, or with Ctrl; otherwise the page scrolls.
    picture.addEventListener(
      "wheel",
      (event) => {
        if (!event.ctrlKey && document.activeElement !== picture) return;
        event.preventDefault();
        const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
        if (sideways) view.move(event.deltaX / scene.width);
        else view.zoom(Math.exp(Math.sign(event.deltaY) * 0.25), timeAt(pixelOf(event)[0]));
      },
      { passive: false },
    );

    function openTick(tick) {
      const bursts = tick >= 0 ? data.burstsOf.get(tick) : null;
      if (!bursts) return;
      scene.chosen = bursts[0];
      redraw();
      openBurst();
    }

    function openBurst() {
      if (scene.chosen >= 0) State.tell("burst", { group: scene.group, burst: scene.chosen });
    }

    // To the next (+1) or previous (-1) coincidence; zooms in until its delays can be seen.
    function step(way) {
      if (!data || !data.bursts.length) return;
      if (scene.chosen < 0) {
        const middle = view.isWhole() ? view.low : (view.from + view.to) / 2;
        const after = data.bursts.findIndex((burst) => burst.first >= middle);
        const start = after < 0 ? data.bursts.length : after;
        scene.chosen = way > 0 ? start : start - 1;
      } else {
        scene.chosen += way;
      }
      goToBurst(Math.min(Math.max(scene.chosen, 0), data.bursts.length - 1));
    }

    function goToBurst(index) {
      scene.chosen = index;
      const burst = data.bursts[scene.chosen];
      const span = Math.max((burst.last - burst.first) * 3, Data.raw.window_s * 2000, 4000);
      const middle = (burst.first + burst.last) / 2;
      view.set(middle - span / 2, middle + span / 2);
      draw();
      const tick = burst.ticks[burst.ticks.length - 1];
      const words = [
        Dom.make("strong", {}, `Coincidence ${scene.chosen + 1} of ${Words.number(data.bursts.length)}`),
        Dom.make("div", {}, Words.moment(burst.first)),
        ...burstLines(scene.chosen),
      ];
      frame.scrollTop = Math.max(0, y(data.row[tick]) - frame.clientHeight / 2);
      explain(words, x(data.time[tick]), y(data.row[tick]));
      spoken.textContent = words.map((word) => word.textContent).join(". ");
    }

    const KEYS = {
      "+": () => view.zoom(0.6),
      "=": () => view.zoom(0.6),
      "-": () => view.zoom(1 / 0.6),
      ArrowLeft: () => view.move(-0.15),
      ArrowRight: () => view.move(0.15),
      0: () => view.reset(),
      Home: () => view.reset(),
      n: () => step(1),
      p: () => step(-1),
      Enter: openBurst,
      Escape: () => {
        scene.chosen = -1;
        bubble.hidden = true;
        redraw();
      },
    };
    picture.addEventListener("keydown", (event) => {
      const act = KEYS[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });

    view.listen(redraw);
    State.on("account", markAccount);
    State.on("showBurst", (wish) => {
      State.set("group", wish.group);
      goToBurst(wish.burst);
      Dom.goTo("inside");
    });
    Theme.listen(() => (Theme.printing() ? draw() : redraw()));
    new ResizeObserver(redraw).observe(picture);
    return { element, show, step, draw };
  }

  return { lanes };
})();
