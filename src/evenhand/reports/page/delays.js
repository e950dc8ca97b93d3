// How far apart in time the posts of a group's pairs are.
const Delays = (() => {
  const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP] = [320, 210, 44, 34, 10];

  function delays(index) {
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
