// How far apart in time the posts of a group's pairs are; of a confirmed group, beside chance.
const Delays = (() => {
  const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [320, 210, 44, 34, 10];

  function delays(index) {
    return Data.groups[index].against_chance ? againstChance(index) : counted(index);
  }

  // Bars for what was seen, a line of steps for what chance makes, up to three windows.
  function againstChance(index) {
    const { width_s: size, observed, expected } = Data.groups[index].against_chance;
    const end = size * observed.length;
    const window = Data.raw.window_s;
    const most = Math.max(1, ...observed, ...expected);
    const x = (seconds) => LEFT + ((WIDTH - LEFT - 6) * seconds) / end;
    const y = (count) => TOP + (1 - count / most) * (HEIGHT - TOP - BOTTOM);
    const within = (counts) => counts.reduce(
      (sum, count, at) => sum + ((at + 1) * size <= window * 1.000001 ? count : 0), 0);
    const [seen, chance] = [within(observed), within(expected)];
    const words = `${Words.number(seen)} pairs of accounts and things within the window, ` +
      `${Words.about(chance)} by chance`;
    const picture = Dom.svg("svg", {
      class: "delays", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
      "aria-label": `Histogram of delays: ${words}`,
    });
    for (const count of [0, most / 2, most]) {
      picture.append(
        Dom.svg("line", { class: "grid", x1: LEFT, x2: WIDTH - 6, y1: y(count), y2: y(count) }),
        Dom.svg("text", { x: LEFT - 6, y: y(count) + 4, "text-anchor": "end" }, Words.about(count)),
      );
    }
    observed.forEach((count, at) => {
      picture.append(Dom.svg("rect", {
        class: `group-colour-${index % 7}`,
        x: (x(at * size) + 0.5).toFixed(1),
        y: (count ? Math.min(y(count), y(0) - 1) : y(0)).toFixed(1),
        width: Math.max(x(size) - x(0) - 1, 0.6).toFixed(1),
        height: (count ? Math.max(y(0) - y(count), 1) : 0).toFixed(1),
      }, Dom.svg("title", {}, `over ${round(at * size)} to ${round((at + 1) * size)} s: ` +
        `${Words.number(count)} seen, ${Words.about(expected[at])} by chance`)));
    });
    const steps = expected.map((count, at) =>
      `${x(at * size).toFixed(1)},${y(count).toFixed(1)} ` +
      `${x((at + 1) * size).toFixed(1)},${y(count).toFixed(1)}`);
    picture.append(
      Dom.svg("polyline", { class: "chance-line", points: steps.join(" ") }),
      Dom.svg("line", { class: "window-line", x1: x(window), x2: x(window), y1: TOP, y2: y(0) }),
      Dom.svg("text", { x: x(window) + 4, y: TOP + 10 }, "window"),
    );
    for (let part = 0; part <= 3; part++) {
      picture.append(Dom.svg("text", {
        x: x((end * part) / 3), y: HEIGHT - BOTTOM + 15,
        "text-anchor": part === 3 ? "end" : "middle",
      }, String(round((end * part) / 3))));
    }
    picture.append(Dom.svg("text", {
      x: (LEFT + WIDTH) / 2, y: HEIGHT - 4, "text-anchor": "middle",
    }, "delay in seconds"));
    return Dom.make("figure", { class: "delay-figure" },
      Dom.make("h4", {}, "How far apart they share the same things"),
      picture,
      Dom.make("figcaption", {},
        "Bars: as they did. Line: by chance, their times drawn anew from outsiders as quick as " +
        `they are. ${words[0].toUpperCase()}${words.slice(1)}, over all of the time ` +
        "(the test itself uses only the part in which the group was not discovered). " +
        "The first share of each account and thing counts.",
        Data.raw.resolution_s > 1
          ? ` Times are only known to ${Words.number(Data.raw.resolution_s)} s.` : ""));
  }

  function counted(index) {
    const group = Data.groups[index];
    const { width_s: size, counts, zero } = group.delays;
    const total = counts.reduce((sum, count) => sum + count, zero);
    if (!total) return Dom.make("p", { class: "note" }, "No delays are known for this group.");
    const most = Math.max(zero, ...counts);
    // The same time has a bar of its own, apart from the others.
    const start = LEFT + 16;
    const across = (WIDTH - start - 6) / counts.length;
    const y = (count) => TOP + (1 - count / most) * (HEIGHT - TOP - BOTTOM);
    const end = Data.raw.window_s;
    const picture = Dom.svg("svg", {
      class: "delays",
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      role: "img",
      "aria-label": `Histogram of delays between ${Words.number(total)} pairs of posts`,
    });
    for (const count of [0, most / 2, most]) {
      if (count !== Math.round(count)) continue;
      picture.append(
        Dom.svg("line", { class: "grid", x1: LEFT, x2: WIDTH - 6, y1: y(count), y2: y(count) }),
        Dom.svg("text", { x: LEFT - 6, y: y(count) + 4, "text-anchor": "end" }, Words.number(count)),
      );
    }
    [zero, ...counts].forEach((count, at) => {
      const [low, high] = [(at - 1) * size, Math.min(at * size, end)];
      picture.append(
        Dom.svg(
          "rect",
          {
            class: `group-colour-${index % 7}`,
            x: (at ? start + (at - 1) * across + 0.5 : LEFT + 2).toFixed(1),
            y: (count ? Math.min(y(count), y(0) - 1) : y(0)).toFixed(1),
            width: (at ? Math.max(across - 1, 0.6) : 8).toFixed(1),
            height: (count ? Math.max(y(0) - y(count), 1) : 0).toFixed(1),
          },
          Dom.svg("title", {}, (at ? `over ${round(low)} to ${round(high)} s: ` : "same time: ") +
            Words.count(count, "pair of posts", "pairs of posts")),
        ),
      );
    });
    const labels = 4;
    picture.append(
      Dom.svg("text", { x: LEFT + 6, y: HEIGHT - BOTTOM + 15, "text-anchor": "middle" }, "0"),
    );
    for (let part = 1; part <= labels; part++) {
      const at = start + ((WIDTH - start - 6) * part) / labels;
      const value = round((size * counts.length * part) / labels);
      const anchor = part === labels ? "end" : "middle";
      picture.append(
        Dom.svg("text", { x: at, y: HEIGHT - BOTTOM + 15, "text-anchor": anchor }, String(value)),
      );
    }
    picture.append(
      Dom.svg("text", { x: (LEFT + WIDTH) / 2, y: HEIGHT - 4, "text-anchor": "middle" },
        "delay in seconds"),
    );
    const { evidence, evidence_kept: kept } = Data.raw.in_all;
    return Dom.make(
      "figure",
      { class: "delay-figure" },
      Dom.make("h4", {}, "How far apart the posts are"),
      picture,
      Dom.make(
        "figcaption",
        {},
        `Pairs of posts by the delay between them; window ${Words.number(end)} s. `,
        `${Words.share(zero, total)} pairs of posts carry exactly the same time. `,
        evidence > kept && total < group.post_pairs
          ? `The run kept ${Words.number(total)} of this group's ` +
            `${Words.number(group.post_pairs)} pairs. `
          : "",
        Data.raw.resolution_s > 1
          ? `Times are only known to ${Words.number(Data.raw.resolution_s)} s. `
          : "",
      ),
    );
  }

  const round = (value) => Math.round(value * 100) / 100;

  return { delays };
})();
