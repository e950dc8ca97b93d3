// What a group pushed, and how much of all sharing of it was the group's own.
const Objects = (() => {
  const AT_FIRST = 8;
  const COLUMNS = [
    ["Signal", false],
    ["Thing", false],
    ["Accounts of the group", true],
    ["Shares in coincidences", true],
    ["Shares by the group, of all in the input", true],
    ["", false],
  ];

  function objects(group) {
    const { object } = Data.groups[group].objects;
    const inAll = Data.groups[group].objects_in_all;
    if (!object.length) return Dom.make("div", {});
    const body = Dom.make("tbody", {}, ...object.slice(0, AT_FIRST).map((_, at) => row(group, at)));
    const heads = COLUMNS.map(([title, number]) =>
      Dom.make("th", { scope: "col", class: number ? "n" : null }, title));
    const element = Dom.make("div", {},
      Dom.make("h4", {}, "What it pushed"),
      Dom.make("div", { class: "scroll-x" },
        Dom.make("table", { class: "plain stacked" },
          Dom.make("caption", {}, "Things that the group shared most"),
          Dom.make("thead", {}, Dom.make("tr", {}, ...heads)),
          body)));
    if (object.length > AT_FIRST) {
      const more = Dom.make("button", { type: "button" },
        `Show the other ${Words.count(object.length - AT_FIRST, "thing")}`);
      more.addEventListener("click", () => {
        body.append(...object.slice(AT_FIRST).map((_, at) => row(group, AT_FIRST + at)));
        more.remove();
        body.children[AT_FIRST].querySelector("button").focus();
      });
      element.append(Dom.make("p", { class: "more" }, more));
    }
    if (inAll > object.length) {
      element.append(Dom.note(`The ${object.length} most shared of ${Words.number(inAll)} things.`));
    }
    return element;
  }

  function row(group, at) {
    const one = Data.groups[group];
    const list = one.objects;
    const [mine, all] = [list.cluster_shares[at], list.all_shares[at]];
    const posts = Dom.make("button", {
      type: "button",
      class: "small",
      "aria-label": `Show the posts with thing ${at + 1}`,
      on: {
        click: () =>
          State.tell("thing", { group, signal: list.signal[at], object: list.object[at] }),
      },
    }, "Posts");
    const cells = [
      [Marks.signal(list.signal[at])],
      [Dom.strange(Data.strings[list.object[at]] || "(empty)", "div", { class: "thing" })],
      [Words.share(list.accounts[at], one.accounts)],
      [Words.number(list.coordinated_shares[at])],
      [bar(mine, all, group), Words.share(mine, all)],
      [one.evidence ? posts : ""],
    ];
    return Dom.make("tr", {}, ...cells.map((children, index) => {
      const [title, number] = COLUMNS[index];
      return Dom.make("td", { class: number ? "n" : null, "data-title": title }, ...children);
    }));
  }

  function bar(part, whole, group) {
    const wide = 60;
    return Dom.svg("svg", { class: "bar-of", width: wide, height: 8, "aria-hidden": "true" },
      Dom.svg("rect", { class: "faint-bar", width: wide, height: 8 }),
      Dom.svg("rect", {
        class: `group-colour-${group % 7}`,
        width: ((wide * part) / Math.max(whole, 1)).toFixed(1),
        height: 8,
      }));
  }

  return { objects };
})();
