// When each group acted, all of them on one axis of time.
const When = (() => {
  const AT_FIRST = 12;
  const AXIS = 18;
  const [WIDE, TALL] = [1000, 28]; // of the drawing, which is stretched to its place

  function start() {
    const body = document.getElementById("when-body");
    const { groups, period } = Data;
    if (!groups.length) {
      body.append(Dom.make("p", {}, "There is no group to show."));
      return;
    }
    const [from, to] = period;
    const span = Math.max(to - from, 1);
    const part = (time) => Math.min(Math.max((time - from) / span, 0), 1);
    const episodes = groups.some((group) => group.episodes.length);
    body.append(Dom.note(
      "Bars are coordinated posts, each group by its own measure; the line below them lasts from the " +
      "first to the last. " + (episodes ? `A frame is an episode: periods of ${Data.raw.test.period} in a row in which the ` +
        "group was confirmed; of a group that stood out more in a period than in the whole time, the " +
        "line lasts over its episodes. " : "") +
      "A line opens its group."));
    const canvas = Dom.make("canvas", { "aria-hidden": "true" });
    const axis = Dom.make("div", { class: "when-axis" }, canvas);
    const list = Dom.make("ol", { class: "when" });
    body.append(Dom.make("div", { class: "when-head" }, axis), list);
    const all = groups.map((_, index) => index);
    const rows = new Map();
    const add = (some) => {
      for (const index of some) rows.set(index, row(index));
      list.append(...some.map((index) => rows.get(index)));
      mark();
    };
    const mark = () => {
      for (const [index, item] of rows) {
        item.classList.toggle("chosen", index === State.get("group"));
      }
    };
    add(all.slice(0, AT_FIRST));
    if (all.length > AT_FIRST) {
      const more = Dom.make("button", { type: "button" },
        `Show the other ${Words.count(all.length - AT_FIRST, "group")}`);
      more.addEventListener("click", () => {
        add(all.slice(AT_FIRST));
        more.remove();
        list.children[AT_FIRST].querySelector("button").focus();
      });
      body.append(Dom.make("p", { class: "more" }, more));
    }

    function row(index) {
      const group = groups[index];
      const [first, last] = group.active.map(Data.ms);
      const words = Words.period(first, last);
      const name = Dom.make("span", { class: "when-name" },
        Dom.make("span", { class: "key" }, Marks.group(index, 14), Data.groupWords(index)),
        Dom.make("span", { class: "muted" }, shortly(first, last)));
      const spoken = `Look inside ${Data.groupWords(index)}: ${words}, ` +
        `${Words.count(group.coordinated_posts, "coordinated post")}` +
        (group.episodes.length ? `, ${Words.count(group.episodes.length, "episode")}` : "");
      const button = Dom.make("button", {
        type: "button", class: "when-row", "aria-label": spoken,
        title: [group.label, words, ...group.episodes.map(episodeWords)].join("\n"),
        on: { click: () => State.open(index) },
      }, name, drawing(index, first, last));
      return Dom.make("li", { class: Data.unconfirmed(index) ? "faint" : null }, button);
    }

    function drawing(index, first, last) {
      const group = groups[index];
      const colour = `group-colour-${index % 7}`;
      const counts = group.activity.coordinated;
      const most = Math.max(1, ...counts);
      const wide = WIDE / counts.length;
      const [left, right] = [part(first) * WIDE, part(last) * WIDE];
      const bars = counts.flatMap((count, at) => {
        if (!count) return [];
        const [begin, end] = [at * wide + wide * 0.1, (at + 1) * wide - wide * 0.1];
        const tall = Math.max(3, Math.sqrt(count / most) * (TALL - 8));
        return [rect(colour, begin, end, TALL - 4 - tall, tall)];
      });
      const frames = group.episodes.map((one) =>
        rect("when-episode", part(Data.ms(one.first)) * WIDE - 3, part(Data.ms(one.last)) * WIDE + 3,
          1, TALL - 2));
      return Dom.svg("svg", {
        class: "when-line", viewBox: `0 0 ${WIDE} ${TALL}`, preserveAspectRatio: "none",
        "aria-hidden": "true",
      }, Dom.svg("line", { class: "base", x1: 0, x2: WIDE, y1: TALL - 3, y2: TALL - 3 }),
      rect(colour, left, Math.max(right, left + 2), TALL - 4, 3), ...bars, ...frames);
    }

    const redraw = Dom.soon(draw);
    function draw() {
      const width = axis.clientWidth;
      if (!width) return;
      const context = Dom.fit(canvas, width, AXIS);
      Axis.draw(context, {
        from, to, width, x: (time) => part(time) * width, top: AXIS - 4, bottom: AXIS,
      });
    }
    State.on("group", mark);
    Theme.listen(() => (Theme.printing() ? draw() : redraw()));
    new ResizeObserver(redraw).observe(axis);
  }

  const rect = (kind, left, right, y, height) => Dom.svg("rect", {
    class: kind, x: left.toFixed(1), width: Math.max(right - left, 2).toFixed(1),
    y: y.toFixed(1), height: height.toFixed(1),
  });

  // The days alone; the whole is in the title and for whoever listens.
  const shortly = (first, last) => Words.day(first) === Words.day(last)
    ? Words.day(first) : `${Words.day(first)} – ${Words.day(last)}`;

  const episodeWords = (one) =>
    `Episode ${one.id}: ${Words.period(Data.ms(one.first), Data.ms(one.last))}, ` +
    `${Words.count(one.accounts, "account")}, ${Words.number(one.observed)} coincidences where ` +
    `chance makes ${Words.about(one.expected)}`;

  return { start };
})();
