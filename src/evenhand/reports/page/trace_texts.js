// A text with its passages marked, to the character, and what else is to be seen in it.
const Texts = (() => {
  // `spans`: {from, to, number, kind, jump} of passages; `changed`: [from, to] of words that the
  // other side does not have; `credit`: the words that decided, or null. Returns nodes.
  function marked(text, gaps, spans, changed, credit) {
    const edges = new Set([0, text.length]);
    for (const span of spans) edges.add(span.from).add(span.to);
    for (const [from, to] of changed) edges.add(from).add(to);
    if (credit) edges.add(credit[0]).add(credit[1]);
    for (const [at] of gaps) edges.add(at);
    const order = [...edges].filter((at) => at >= 0 && at <= text.length).sort((a, b) => a - b);
    const left = new Map(gaps);
    const starts = new Map();
    for (const span of spans) {
      if (!starts.has(span.from)) starts.set(span.from, []);
      starts.get(span.from).push(span);
    }
    const byStart = [...spans].sort((a, b) => a.from - b.from);
    const differing = [...changed].sort((a, b) => a[0] - b[0]);
    const nodes = [];
    let [next, nextChanged] = [0, 0];
    let open = [];
    order.forEach((from, index) => {
      if (left.has(from)) {
        nodes.push(Dom.make("span", { class: "gap" },
          ` […${Words.count(left.get(from), "character")} not shown…] `));
      }
      const to = order[index + 1];
      for (const span of starts.get(from) ?? []) nodes.push(label(span));
      if (to === undefined) return;
      while (next < byStart.length && byStart[next].from <= from) open.push(byStart[next++]);
      open = open.filter((span) => span.to > from);
      while (nextChanged < differing.length && differing[nextChanged][1] <= from) nextChanged++;
      const other = nextChanged < differing.length && differing[nextChanged][0] <= from;
      let node = document.createTextNode(text.slice(from, to));
      if (open.length) {
        const [span] = open;
        node = Dom.make("mark", { class: `passage part-${span.kind}${other ? " changed" : ""}` }, node);
      }
      if (credit && credit[0] <= from && to <= credit[1]) {
        node = Dom.make("strong", { class: "credit" }, node);
      }
      nodes.push(node);
    });
    return nodes;
  }

  // Number of a passage; it leads to the same passage in the other text.
  function label(span) {
    return Dom.make("button", {
      type: "button", class: "jump", "data-passage": span.number,
      "aria-label": `Passage ${span.number}: go to it in the other text`,
      on: { click: span.jump },
    }, String(span.number));
  }

  // Words of an edited passage that the other side does not have, as places in both texts.
  function differences(left, right, one) {
    const [a, b] = [left.slice(one.from, one.to), right.slice(one.otherFrom, one.otherTo)];
    const found = Difference.compare(a, b);
    return found ? [places(found.left, one.from), places(found.right, one.otherFrom)] : null;
  }

  function places(parts, start) {
    const made = [];
    let at = start;
    for (const part of parts) {
      if (!part.same) made.push([at, at + part.text.length]);
      at += part.text.length;
    }
    return made;
  }

  return { marked, differences };
})();
