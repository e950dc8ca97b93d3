// Section 3: one group with its swim lanes, delays and objects.
const Inside = (() => {
  function start() {
    const body = document.getElementById("inside-body");
    if (!Data.groups.length) {
      body.append(Dom.make("p", {}, "There is no group to look into."));
      return;
    }
    const view = Viewport.viewport(2000);
    const picture = Lanes.lanes(view);
    const strip = Overview.overview(view);
    const heading = Dom.make("div", { class: "inside-heading" });
    const shown = Dom.make("p", { class: "shown", "aria-live": "off" });
    const notes = Dom.make("div", {});
    const side = Dom.make("div", { class: "inside-side" });
    const things = Dom.make("div", {});
    const button = (words, title, act) =>
      Dom.make("button", { type: "button", title, "aria-label": title, on: { click: act } }, words);
    const tools = Dom.make(
      "div",
      { class: "tools", role: "group", "aria-label": "Zoom" },
      button("+", "Zoom in", () => view.zoom(0.5)),
      button("−", "Zoom out", () => view.zoom(2)),
      button("◀", "Earlier", () => view.move(-0.3)),
      button("▶", "Later", () => view.move(0.3)),
      button("Everything", "Show the whole period", () => view.reset()),
      button("Previous coincidence", "Previous coincidence", () => picture.step(-1)),
      button("Next coincidence", "Next coincidence", () => picture.step(1)),
    );
    const chooser = groupChooser("Group");
    const legend = Dom.make("p", { class: "legend" });
    const lanes = Dom.make("div", { class: "inside-lanes" }, tools, shown, picture.element,
      strip.element, legend, notes);
    body.append(
      chooser,
      heading,
      Dom.make("div", { class: "inside-grid" }, lanes, side),
      things,
    );

    view.listen(() => {
      shown.textContent =
        `Shown: ${Words.moment(view.from - (view.from % 1000))} to ` +
        `${Words.moment(view.to - (view.to % 1000))} (${Words.span(view.span())})`;
    });

    function show(group) {
      const one = Data.groups[group];
      heading.replaceChildren(
        Dom.make("h3", {}, Marks.group(group, 20),
          Dom.make("span", { class: "ordinal" }, Data.groupName(group)), " ",
          Dom.strange(one.label, "bdi", { class: "label" }), Groups.badge(group)),
        ...Tested.sentences(group),
        Dom.sentence(one.sentence),
        ...Declared.told(group),
      );
      picture.show(group);
      strip.show(group);
      tools.hidden = shown.hidden = legend.hidden = !one.lanes;
      legend.replaceChildren(
        key(`tick-strong group-colour-${group % 7}`, "post that is part of a coincidence"),
        key("tick-faint", "other post"),
        key("tick-join", "the same thing within the window"),
        ...one.signals.map((signal) => Marks.signal(signal)),
        Dom.make("span", { class: "muted" },
          "Drag to zoom; wheel after a click, or with Ctrl; keys + − ← → 0, N and P."),
      );
      notes.replaceChildren(...cuts(group).map(Dom.note));
      side.replaceChildren(Delays.delays(group));
      things.replaceChildren(Tested.details(group), Objects.objects(group));
    }

    State.on("group", show);
    show(State.get("group"));
  }

  const key = (kind, words) =>
    Dom.make("span", { class: "key" }, Dom.make("span", { class: `tick ${kind}` }), words);

  // A chooser of groups that follows the choice made anywhere else.
  function groupChooser(label) {
    const options = Data.groups.map((group, index) => [
      index,
      `${Data.groupWords(index)}: ${group.label.slice(0, 60)} (${Words.count(group.accounts, "account")})`,
    ]);
    const { box, label: element } = Dom.select(label, options, State.get("group"), (value) => {
      State.set("account", null);
      State.set("group", Number(value));
    });
    State.on("group", (group) => (box.value = String(group)));
    const move = (way) => {
      const group = State.get("group") + way;
      if (group < 0 || group >= Data.groups.length) return;
      State.set("account", null);
      State.set("group", group);
    };
    return Dom.make(
      "div",
      { class: "tools chooser" },
      element,
      Dom.make("button", { type: "button", on: { click: () => move(-1) } }, "Previous group"),
      Dom.make("button", { type: "button", on: { click: () => move(1) } }, "Next group"),
    );
  }

  function cuts(group) {
    const one = Data.groups[group];
    const lanes = Data.lanes(group);
    if (!lanes) {
      return [
        `Swim lanes and evidence are in this page for the ${Words.number(Data.raw.detailed)} ` +
          "strongest groups; those of this group are in the tables of the run.",
      ];
    }
    const said = [];
    const { evidence, evidence_kept: kept } = Data.raw.in_all;
    if (kept < evidence) {
      said.push(
        `Lines and delays are drawn from the evidence that the run kept: ${Words.number(kept)} of ` +
          `${Words.number(evidence)} pairs of posts over all groups.`,
      );
    }
    if (lanes.accounts.length < one.accounts) {
      said.push(
        `The ${Words.number(lanes.accounts.length)} accounts with the strongest edges are shown, ` +
          `of ${Words.number(one.accounts)}.`,
      );
    }
    if (lanes.time.length < lanes.postsInAll) {
      said.push(
        `${Words.number(lanes.time.length)} of ${Words.number(lanes.postsInAll)} posts of these ` +
          "accounts are drawn: coordinated ones first, the others evenly spread.",
      );
    }
    return said;
  }

  return { start, groupChooser };
})();
