// Section 4: the posts themselves, side by side. The posts are drawn by posts.js.
const Evidence = (() => {
  const PAIRS = 6; // shown at a time
  const TIMES = 3;
  let body;
  let mode = "thing";
  let wanted = null; // {key, burst}: what was asked for elsewhere on the page

  function start() {
    body = document.getElementById("evidence-body");
    if (!Data.groups.length) {
      body.append(Dom.make("p", {}, "There is no evidence, because there is no group."));
      return;
    }
    State.on("group", () => {
      wanted = null;
      draw();
    });
    State.on("thing", ({ group, signal, object }) => open(group, `${signal}:${object}`, null));
    State.on("burst", ({ group, burst }) => {
      const { signal, object } = Data.lanes(group).bursts[burst].things[0];
      open(group, `${signal}:${object}`, burst);
    });
    draw();
  }

  function open(group, key, burst) {
    mode = "thing";
    State.set("group", group);
    wanted = { key, burst };
    draw();
    Dom.goTo("evidence");
  }

  // Everything that can be chosen in a group: things with their bursts, or pairs with their rows.
  function choices(group) {
    const sets = new Map();
    const add = (key, fresh) => {
      if (!sets.has(key)) sets.set(key, { key, size: 0, ...fresh });
      return sets.get(key);
    };
    if (mode === "thing") {
      Data.lanes(group).bursts.forEach((burst, index) => {
        for (const { signal, object } of burst.things) {
          const set = add(`${signal}:${object}`, { signal, object, bursts: [] });
          set.bursts.push(index);
          set.size += burst.ticks.length;
        }
      });
    } else {
      const { signal, object, first, second } = Data.groups[group].evidence;
      first.forEach((post, row) => {
        const ends = [Data.posts.account[post], Data.posts.account[second[row]]];
        const [a, b] = ends.sort((one, other) => one - other);
        const set = add(`${a}:${b}`, { a, b, rows: [], met: new Map() });
        const thing = { signal: signal[row], object: object[row] };
        const both = `${post}:${second[row]}`;
        // The same two posts often share a link and a text: one entry, not two.
        if (set.met.has(both)) set.met.get(both).things.push(thing);
        else {
          const entry = { first: post, second: second[row], things: [thing] };
          set.met.set(both, entry);
          set.rows.push(entry);
          set.size++;
        }
      });
    }
    return [...sets.values()].sort((one, other) => other.size - one.size);
  }

  function title(set) {
    if (mode === "pair") {
      return `${Data.called(set.a)} and ${Data.called(set.b)}: ` +
        Words.count(set.size, "pair of posts", "pairs of posts");
    }
    const object = Data.strings[set.object].replace(/\s+/g, " ").slice(0, 80) || "(empty)";
    return `${Data.signalName(set.signal)} · ${object}: ${Words.count(set.size, "post")}`;
  }

  function draw() {
    const group = State.get("group");
    const one = Data.groups[group];
    if (!one.evidence) {
      body.replaceChildren(
        Inside.groupChooser("Group"),
        Dom.note("The evidence of this group is in the table of evidence of the run."),
      );
      return;
    }
    const sets = choices(group);
    const found = sets.findIndex((set) => set.key === wanted?.key);
    let at = Math.max(0, found);
    const shown = Dom.make("div", { class: "evidence-shown", "aria-live": "polite" });
    const { box, label } = Dom.select(
      mode === "pair" ? "Pair of accounts" : "Thing that was shared",
      sets.map((set, index) => [index, title(set)]),
      at,
      (value) => go(Number(value)),
    );
    const step = (words, way) =>
      Dom.make("button", { type: "button", on: { click: () => go(at + way) } }, words);
    const [back, next] = [step("Previous", -1), step("Next", 1)];

    function go(index, burst = null) {
      at = index;
      box.value = String(at);
      back.disabled = at <= 0;
      next.disabled = at >= sets.length - 1;
      if (!sets.length) return;
      if (mode === "pair") pairs(shown, sets[at], 0);
      else thing(shown, sets[at], burst);
    }

    body.replaceChildren(
      Inside.groupChooser("Group"),
      Dom.make("div", { class: "tools", role: "group", "aria-label": "Show evidence by" },
        tab("thing", "By thing shared"), tab("pair", "By pair of accounts")),
      Dom.make("div", { class: "tools chooser" }, label, back, next),
      ...cuts(one).map(Dom.note),
    );
    if (wanted && found < 0) {
      body.append(Dom.make("p", { class: "caution" },
        "What you asked for is not among the evidence in this page; the table of evidence of the " +
        "run has it. Something else is shown."));
    }
    if (!sets.length) {
      shown.append(Dom.note("The run kept no evidence of this group; run it with a higher limit."));
    }
    body.append(shown);
    go(at, found >= 0 ? wanted.burst : null);
  }

  function tab(name, words) {
    const turn = () => {
      mode = name;
      wanted = null;
      draw();
      body.querySelector(`[data-mode="${name}"]`).focus();
    };
    return Dom.make("button", {
      type: "button", "aria-pressed": String(mode === name), "data-mode": name, on: { click: turn },
    }, words);
  }

  function cuts(one) {
    const { evidence, evidence_kept: kept } = Data.raw.in_all;
    const here = one.evidence.first.length;
    const said = [];
    if (here < one.evidence.in_run) {
      said.push(
        `This page has ${Words.number(here)} of the ${Words.number(one.evidence.in_run)} pairs of ` +
          "posts that the run kept for this group: the first of every pair of accounts before the " +
          "second of any. The others are in its table of evidence.",
      );
    }
    if (kept < evidence) {
      said.push(
        `The run kept ${Words.number(kept)} of ${Words.number(evidence)} pairs of posts over all ` +
          "groups as evidence.",
      );
    }
    return said;
  }

  // One page of a longer list; `draw` makes the parts from a first index.
  function paged(shown, parts, from, most, all, noun, nouns, draw) {
    const turn = (words, to, possible) =>
      Dom.make("button", { type: "button", disabled: !possible, on: { click: () => draw(to) } }, words);
    shown.replaceChildren(...parts);
    if (all <= most) return;
    shown.append(Dom.make("div", { class: "pages" },
      turn("Earlier in the list", from - most, from > 0),
      Dom.make("span", { class: "status" },
        `${from + 1} to ${from + parts.length} of ${Words.count(all, noun, nouns)}`),
      turn("Later in the list", from + most, from + most < all)));
  }

  function pairs(shown, set, from) {
    const parts = set.rows.slice(from, from + PAIRS).map(({ first, second, things }) =>
      Posts.pair(first, second, things));
    paged(shown, parts, from, PAIRS, set.rows.length, "pair of posts", "pairs of posts",
      (to) => pairs(shown, set, to));
    shown.prepend(...[Tested.pair(set.a, set.b)].filter(Boolean));
  }

  // The bursts of one thing, largest first; the one that was asked for before all.
  function thing(shown, set, burst, from = 0) {
    const group = State.get("group");
    const { bursts } = Data.lanes(group);
    const order = [...set.bursts].sort((one, other) =>
      (other === burst) - (one === burst) || bursts[other].ticks.length - bursts[one].ticks.length);
    const parts = order.slice(from, from + TIMES).map((index) => Posts.burst(group, index));
    paged(shown, parts, from, TIMES, order.length, "coincidence of this thing",
      "coincidences of this thing", (to) => thing(shown, set, burst, to));
  }

  return { start };
})();
