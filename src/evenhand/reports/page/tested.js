// How a group was held against chance: the sentence, the numbers of each signal, and who stood by.
const Tested = (() => {
  const AT_FIRST = 10;

  function sentences(group) {
    const { test, confirmed } = Data.groups[group];
    if (test) return [Dom.make("div", { class: "test" }, Dom.sentence(test.sentence))];
    if (confirmed !== false) return [];
    return [Dom.make("p", { class: "caution" },
      "Not confirmed: what this group did is no more than chance could do, or there is too little " +
      "of it to tell. It is joined by counting alone.")];
  }

  function details(group) {
    const { test, accounts } = Data.groups[group];
    if (!test) return Dom.make("div", {});
    const element = Dom.make("div", {},
      Dom.make("h4", {}, "Held against chance"),
      table("Coincidences of the group, as they were and as chance would have made them",
        ["Signal", "Seen", "By chance", "z", "p"],
        test.signals.map((row) => [signal(row.signal), Words.number(row.observed), row.expected,
          row.z, row.p])),
      Dom.note("z: how many standard deviations lie between the two. p: the chance of so many or " +
        "more; under one in a million it is not told how far. " + together(test, accounts)),
      how());
    if (test.bystanders_in_all) element.append(...bystanders(test));
    return element;
  }

  function together(test, accounts) {
    const stood = test.tested - accounts - test.other_part;
    const others = [
      test.other_part ? `the ${Words.number(test.other_part)} of its other part, declared or not` : "",
      stood > 0 ? `the ${Words.number(stood)} that only stood by` : "",
    ].filter(Boolean);
    if (!others.length) return "";
    return `The numbers are those of the ${Words.number(test.tested)} accounts that were tested ` +
      `together, with ${Words.listed(others)}.`;
  }

  function signal(name) {
    const index = Data.signals.indexOf(name);
    return index < 0 ? name.replace("_", " ") : Marks.signal(index);
  }

  function how() {
    const { within, alpha, min_lift: lift, candidates } = Data.raw.test;
    const parts = [
      "The time is cut into blocks (days, where there are enough) that belong to two halves in " +
        "turn. Groups are discovered on one half and tested on the other, so that choosing a " +
        "group does not help it pass.",
      "What is counted: two accounts of the group whose first shares of one thing are at most the " +
        "window apart, over all pairs and things.",
      "What chance would do: each account's time is replaced, up to 200 times over, by a time at which " +
        `an account outside the group shared the same thing, at most ${within} earlier or later; ` +
        "outsiders that are usually as quick as the account are taken more often. The group itself " +
        "is left out, so that it cannot excuse itself.",
      `${Words.count(candidates, "candidate")} were tested. A group is confirmed when q is at most ` +
        `${alpha} and it coincided at least ${lift} times as often as by chance.`,
      "What this cannot tell: who is behind it, and whether it is against a rule. Two honest news " +
        "bots on the same feed look like this.",
    ];
    return Dom.make("details", { class: "how" },
      Dom.make("summary", {}, "What was tested, and how"),
      Dom.make("ul", {}, ...parts.map((words) => Dom.make("li", {}, words))));
  }

  function bystanders(test) {
    const row = ({ id, handle, observed, expected, p }) => [
      Dom.make("div", {}, Dom.strange(handle || id),
        handle ? Dom.make("div", { class: "muted" }, Dom.strange(id)) : ""),
      Words.number(observed), expected, p,
    ];
    const first = test.bystanders.slice(0, AT_FIRST);
    const shown = table(
      "Stood by: removed from the group because it does not owe its number to them",
      ["Account", "Seen with the group", "By chance", "p"], first.map(row));
    const parts = [shown];
    if (test.bystanders.length > AT_FIRST) {
      const more = Dom.make("button", { type: "button" },
        `Show the other ${Words.count(test.bystanders.length - AT_FIRST, "account")}`);
      more.addEventListener("click", () => {
        shown.querySelector("tbody").append(...lines(
          ["Account", "Seen with the group", "By chance", "p"],
          test.bystanders.slice(AT_FIRST).map(row)));
        more.remove();
      });
      parts.push(Dom.make("p", { class: "more" }, more));
    }
    if (test.bystanders_in_all > test.bystanders.length) {
      parts.push(Dom.note(`${Words.number(test.bystanders.length)} of ` +
        `${Words.number(test.bystanders_in_all)} are in this page; all are in group_members.parquet.`));
    }
    return parts;
  }

  // The first column is words, the others are numbers.
  const lines = (heads, rows) => rows.map((cells) => Dom.make("tr", {}, ...cells.map((cell, at) =>
    Dom.make("td", { class: at ? "n" : null, "data-title": heads[at] }, cell))));

  function table(caption, heads, rows) {
    return Dom.make("div", { class: "scroll-x" },
      Dom.make("table", { class: "plain narrow stacked" },
        Dom.make("caption", {}, caption),
        Dom.make("thead", {}, Dom.make("tr", {}, ...heads.map((title, at) =>
          Dom.make("th", { scope: "col", class: at ? "n" : null }, title)))),
        Dom.make("tbody", {}, ...lines(heads, rows))));
  }

  // What the tests say of one pair of accounts; null when nothing was tested.
  function pair(a, b) {
    if (!Data.raw.test) return null;
    const { edges } = Data;
    const rows = [];
    let q = null;
    for (let index = 0; index < edges.a.length; index++) {
      const ends = [edges.a[index], edges.b[index]];
      if (!(ends.includes(a) && ends.includes(b))) continue;
      const test = testOf(index);
      q = test?.q ?? q;
      rows.push([Marks.signal(edges.signal[index]), Words.number(edges.weight[index]),
        ...(test ? [Words.number(test.trials), Words.about(test.expected), Words.chance(test.p)]
          : ["–", "–", "–"])]);
    }
    if (!rows.length) return null;
    const heads = ["Signal", Data.raw.weight === "post-pairs" ? "Pairs of posts" : "Coincidences",
      "Trials", "By chance", "p"];
    return Dom.make("div", { class: "pair-test" },
      table("These two accounts alone", heads, rows),
      Dom.note((q === null ? "" : `Over all signals, q ${Words.equals(q)}. `) +
        "Trials: things that both shared near enough in time for chance to make them coincide. " +
        "Pair values are evidence, not a finding: two accounts in a burst are near everybody " +
        "in it, so a pair rarely stands out even where its group does. A dash: fewer " +
        "coincidences than the minimum weight, and not tested."));
  }

  let places = null;

  function testOf(index) {
    const { tests } = Data.edges;
    places ??= new Map(tests.edge.map((edge, at) => [edge, at]));
    const at = places.get(index);
    if (at === undefined) return null;
    return { trials: tests.trials[at], expected: tests.expected[at], p: tests.p[at], q: tests.q[at] };
  }

  return { sentences, details, pair };
})();
