// Small pictures: a share with its interval, and where the passages lie in a text.
const Bars = (() => {
  const WIDTH = 132;
  const SLIVER = 10; // thousandths that a passage takes at least, to be seen

  // 0 to 100 per cent; the dashed line is the threshold.
  function interval(low, share, high, found) {
    const x = (value) => (4 + value * (WIDTH - 8)).toFixed(1);
    const middle = 9;
    const mark = found
      ? Dom.svg("circle", { class: "share-point", cx: x(share), cy: middle, r: 4.5 })
      : Dom.svg("rect", { class: "share-point", x: x(share) - 3.5, y: middle - 3.5, width: 7, height: 7 });
    return Dom.svg("svg",
      { class: found ? "share found" : "share", width: WIDTH, height: 18, viewBox: `0 0 ${WIDTH} 18`,
        "aria-hidden": "true" },
      Dom.svg("line", { class: "share-all", x1: x(0), x2: x(1), y1: middle, y2: middle }),
      Dom.svg("line", { class: "share-threshold", x1: x(Data.raw.threshold.share),
        x2: x(Data.raw.threshold.share), y1: 1, y2: 17 }),
      Dom.svg("line", { class: "share-interval", x1: x(low), x2: x(high), y1: middle, y2: middle }),
      mark);
  }

  // A text as a bar, its passages where they stand in it; `edges`: [from, to, kind] in thousandths.
  function coverage(edges, words) {
    const bar = Dom.svg("svg", { class: "coverage", viewBox: "0 0 1000 20", role: "img",
      preserveAspectRatio: "none", "aria-label": words },
      Dom.svg("rect", { class: "coverage-all", x: 0, y: 4, width: 1000, height: 12 }));
    for (const [from, to, kind] of edges) {
      bar.append(Dom.svg("rect", { class: `coverage-part part-${kind}`, x: Math.min(from, 1000 - SLIVER), y: 1,
        width: Math.max(SLIVER, to - from), height: 18 }));
    }
    return bar;
  }

  return { interval, coverage };
})();
