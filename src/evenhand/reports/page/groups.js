// Section 2: a card for each group.
const Groups = (() => {
  const AT_FIRST = 12;

  function start() {
    const body = document.getElementById("groups-body");
    const { groups, raw } = Data;
    if (!groups.length) {
      body.append(Dom.make("p", {}, "There is no group to show."));
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
    const list = Dom.make("ol", { class: "cards" });
    body.append(list);
    const add = (some) => list.append(...some.map((_, index) => card(list.children.length + index)));
    add(groups.slice(0, AT_FIRST));
    if (groups.length > AT_FIRST) {
      const more = Dom.make(
        "button",
        { type: "button" },
        `Show the other ${Words.number(groups.length - AT_FIRST)} groups`,
      );
      more.addEventListener("click", () => {
        const first = list.children.length;
        add(groups.slice(AT_FIRST));
        more.remove();
        mark();
        list.children[first].querySelector("button").focus();
      });
      body.append(Dom.make("p", { class: "more" }, more));
    }
    if (raw.in_all.groups > groups.length) {
      body.append(
        Dom.note(
          `The ${Words.number(groups.length)} strongest of ${Words.number(raw.in_all.groups)} ` +
            "groups have a card; all are in the table of clusters of this run.",
        ),
      );
    }
    const mark = () =>
      [...list.children].forEach((item, index) =>
        item.classList.toggle("chosen", index === State.get("group")),
      );
    State.on("group", mark);
    mark();
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
      ),
      Dom.sentence(group.sentence),
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

  return { start };
})();
