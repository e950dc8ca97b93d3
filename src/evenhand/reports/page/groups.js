// Section 2: a card for each group.
const Groups = (() => {
  const AT_FIRST = 12;

  function start() {
    const body = document.getElementById("groups-body");
    const { groups, raw } = Data;
    const mine = groups.map((_, index) => index).filter((index) => !Data.declared(index));
    if (!mine.length) {
      body.append(Dom.make("p", {}, raw.declared ? "There is no undeclared group to show."
        : "There is no group to show."));
      return;
    }
    const [from, to] = Data.period;
    body.append(
      Dom.make(
        "p",
        { class: "note" },
        "Each small picture spans the whole period that was looked at, ",
        `${Words.period(from, to)}: coloured bars are coordinated posts, pale bars the other posts of `,
        "the same accounts.",
      ),
    );
    fill(body, mine, "No group was confirmed; the answer above says what that means.");
    if (raw.in_all.groups > groups.length) {
      body.append(
        Dom.note(
          `The ${Words.number(groups.length)} strongest of ${Words.number(raw.in_all.groups)} ` +
            `groups ${raw.declared ? "(declared or not) " : ""}have a card; all are in the table ` +
            "of clusters of this run.",
        ),
      );
    }
  }

  // Cards of the confirmed groups among ``mine`` (of all where none was tested), and a table of the
  // others; ``none`` is said where no group was confirmed.
  function fill(body, mine, none) {
    const cards = [];
    const mark = () => {
      for (const { item, index } of cards) {
        item.classList.toggle("chosen", index === State.get("group"));
      }
    };
    const keep = (item, index) => {
      cards.push({ item, index });
      return item;
    };
    const shown = mine.filter((index) => !Data.unconfirmed(index));
    if (Data.raw.test) body.append(Dom.make("h3", {}, `Confirmed (${Words.number(shown.length)})`));
    if (shown.length) {
      const list = Dom.make("ol", { class: "cards" });
      body.append(list);
      several(body, list, shown, (index) => keep(card(index), index), mark);
    } else {
      body.append(Dom.make("p", {}, none));
    }
    const others = mine.filter((index) => Data.unconfirmed(index));
    if (others.length) body.append(notConfirmed(others, keep, mark));
    State.on("group", mark);
    mark();
  }

  function notConfirmed(some, keep, mark) {
    const rows = Dom.make("tbody", {});
    const heads = ["Group", "What it shared", "Accounts", "Coincidences", "Coordinated, of all its posts", ""];
    const element = Dom.make("div", { class: "unconfirmed" },
      Dom.make("h3", {}, `Not confirmed (${Words.number(some.length)})`),
      Dom.make("p", {}, "These coincide often enough to be joined by counting. What they did is no " +
        "more than chance could do, or there is too little of it to tell. They are no findings: " +
        "people who follow the same source look like this."),
      Dom.make("div", { class: "scroll-x" }, Dom.make("table", { class: "plain stacked" },
        Dom.make("caption", {}, "Groups that are not confirmed"),
        Dom.make("thead", {}, Dom.make("tr", {}, ...heads.map((title, at) =>
          Dom.make("th", { scope: "col", class: at > 1 && at < 5 ? "n" : null }, title)))),
        rows)));
    several(element, rows, some, (index) => keep(line(index, heads), index), mark);
    return element;
  }

  // Some of the groups at first, and a button for the others.
  function several(place, list, some, draw, mark) {
    list.append(...some.slice(0, AT_FIRST).map(draw));
    if (some.length <= AT_FIRST) return;
    const more = Dom.make("button", { type: "button" },
      `Show the other ${Words.count(some.length - AT_FIRST, "group")}`);
    more.addEventListener("click", () => {
      list.append(...some.slice(AT_FIRST).map(draw));
      more.remove();
      mark();
      list.children[AT_FIRST].querySelector("button").focus();
    });
    place.append(Dom.make("p", { class: "more" }, more));
  }

  // A group that is not confirmed: a line, not a card.
  function line(index, heads) {
    const group = Data.groups[index];
    const open = Dom.make("button", {
      type: "button", class: "small", "aria-label": `Look inside group ${index + 1}`,
      on: { click: () => State.open(index) },
    }, "Look inside");
    const cells = [
      [Marks.group(index, 14), " ", Data.groupName(index), " ", badge(index)],
      [Dom.strange(group.label, "div", { class: "thing" }), ...Declared.told(index)],
      [Words.number(group.accounts)],
      [Words.number(group.coincidences)],
      [Words.share(group.coordinated_posts, group.posts)],
      [open],
    ];
    return Dom.make("tr", {}, ...cells.map((content, at) =>
      Dom.make("td", { class: at > 1 && at < 5 ? "n" : null, "data-title": heads[at] }, ...content)));
  }

  // What the tests said of a group, and whether it is declared; nothing when nothing is known.
  function badge(index) {
    const { confirmed } = Data.groups[index];
    const said = [];
    if (Data.declared(index)) said.push(Dom.make("span", { class: "badge declared" }, "declared"));
    if (confirmed !== null) {
      said.push(confirmed ? Dom.make("span", { class: "badge" }, "confirmed")
        : Dom.make("span", { class: "badge faint" }, "not confirmed"));
    }
    return said;
  }

  function card(index) {
    const group = Data.groups[index];
    const item = Dom.make("li", { class: "card" });
    item.append(
      Dom.make(
        "h3",
        {},
        Marks.group(index, 18),
        Dom.make("span", { class: "ordinal" }, Data.groupName(index)),
        " ",
        Dom.strange(group.label, "bdi", { class: "label" }),
        badge(index),
      ),
      Dom.make("div", {}, group.test ? Dom.sentence(group.test.sentence) : "",
        Dom.sentence(group.sentence), ...Declared.told(index)),
      Dom.make("p", { class: "signals" }, ...group.signals.map((signal) => Marks.signal(signal))),
      spark(index),
      Dom.make(
        "dl",
        { class: "pairs" },
        fact("Coordinated, of all its posts", Words.share(group.coordinated_posts, group.posts)),
        fact("Languages", group.languages.join(", ") || "not known"),
        fact("Platforms", group.platforms.join(", ") || "not known"),
        fact("In the tables of the run", group.id),
      ),
    );
    const open = Dom.make(
      "button",
      { type: "button", class: "strong", on: { click: () => State.open(index) } },
      `Look inside group ${index + 1}`,
    );
    item.append(Dom.make("p", { class: "card-end" }, open));
    return item;
  }

  const fact = (name, value) =>
    Dom.make("div", {}, Dom.make("dt", {}, name), Dom.make("dd", {}, value));

  function spark(index) {
    const { all, coordinated } = Data.groups[index].activity;
    const most = Math.max(1, ...all);
    const [width, height] = [all.length * 5, 44];
    // A square root keeps one quiet post visible beside a burst of hundreds.
    const tall = (value) => (value ? Math.max(2, Math.sqrt(value / most) * (height - 2)) : 0);
    const bars = [];
    all.forEach((value, at) => {
      const bar = (count, kind) =>
        count &&
        bars.push(
          Dom.svg("rect", {
            class: kind,
            x: at * 5 + 0.5,
            y: (height - tall(count)).toFixed(1),
            width: 4,
            height: tall(count).toFixed(1),
          }),
        );
      bar(value, "faint-bar");
      bar(coordinated[at], `group-colour-${index % 7}`);
    });
    return Dom.svg(
      "svg",
      {
        class: "spark",
        viewBox: `0 0 ${width} ${height}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `Posts over time, at most ${most} in one of ${all.length} equal parts`,
      },
      ...bars,
      Dom.svg("line", { class: "base", x1: 0, x2: width, y1: height, y2: height }),
    );
  }

  return { start, fill, badge };
})();
