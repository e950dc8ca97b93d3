// Section 6: filters and search around the map.
const MapControls = (() => {
  const STEPS = 200; // of the two sliders of time

  function start() {
    const body = document.getElementById("map-body");
    const { accounts, edges, raw, signals } = Data;
    const size = accounts.id.length;
    if (!size) {
      body.append(Dom.make("p", {}, "There is nothing to draw."));
      return;
    }
    const status = Dom.make("p", { class: "note", role: "status" });
    const map = MapPicture.picture({ open, describe });
    const wish = { signals: (1 << signals.length) - 1, group: "", kind: "", declared: "", least: 0, from: 0, to: STEPS };
    const [low, high] = raw.period;
    const stepAt = (part) => low + ((high - low) * part) / STEPS;

    function apply() {
      const [from, to] = [stepAt(wish.from), stepAt(wish.to)];
      const group = wish.group === "" ? null : Number(wish.group);
      const kinds = Data.groups.map((one, index) =>
        (wish.kind === "" || String(one.confirmed) === wish.kind) &&
        (wish.declared === "" || String(Data.declared(index)) === wish.declared));
      const chosen = wish.kind !== "" || wish.declared !== "";
      const filtered = wish.signals !== (1 << signals.length) - 1 || wish.least > least ||
        wish.from > 0 || wish.to < STEPS || chosen;
      map.nodeOn.fill(filtered ? 0 : 1);
      let lines = 0;
      for (let index = 0; index < edges.a.length; index++) {
        const [a, b] = [edges.a[index], edges.b[index]];
        const first = edges.first[index];
        const on =
          (wish.signals >> edges.signal[index]) & 1 &&
          edges.weight[index] >= wish.least &&
          first <= to && first + edges.length[index] >= from &&
          (!chosen || kinds[accounts.group[a]] || kinds[accounts.group[b]]) &&
          (group === null || accounts.group[a] === group || accounts.group[b] === group);
        map.edgeOn[index] = on ? 1 : 0;
        if (!on) continue;
        lines++;
        if (filtered) map.nodeOn[a] = map.nodeOn[b] = 1;
      }
      if (group !== null) {
        for (let node = 0; node < size; node++) if (accounts.group[node] !== group) map.nodeOn[node] = 0;
      }
      if (chosen) {
        for (let node = 0; node < size; node++) if (!kinds[accounts.group[node]]) map.nodeOn[node] = 0;
      }
      let points = 0;
      for (const on of map.nodeOn) points += on;
      status.textContent = !filtered && group === null
        ? `All ${Words.count(points, "account")} and ${Words.count(lines, "edge")} of this map are shown.`
        : `${Words.share(points, size)} accounts and ${Words.share(lines, edges.a.length)} edges ` +
        "pass the filters; the other accounts are faint.";
      map.redraw();
    }

    function open(node) {
      const group = accounts.group[node];
      if (group >= 0) State.open(group, node);
      else {
        State.set("account", node);
        status.textContent = `${Data.called(node)} belongs to no group shown here.`;
      }
    }

    function describe(node) {
      const group = accounts.group[node];
      return [
        Dom.make("strong", {}, Dom.strange(Data.called(node))),
        Dom.make("div", { class: "muted" }, Dom.strange(accounts.id[node])),
        Dom.make("div", {}, group >= 0 ? Marks.group(group) : "",
          group >= 0 ? Data.groupWords(group) : "in no group shown"),
        Declared.account(node)?.what != null
          ? Dom.make("div", {}, "Declared: ", Dom.strange(Declared.account(node).what)) : "",
        Declared.across(node) ? Dom.make("div", {}, Declared.across(node)) : "",
        Dom.make("div", {}, `Coincides with ${Words.count(accounts.degree[node], "account")}; ` +
          `${Words.share(accounts.coordinated[node], accounts.posts[node])} posts coordinated`),
        group >= 0 ? Dom.make("div", { class: "muted" }, "Click to look inside its group") : "",
      ];
    }

    const least = edges.weight.length ? edges.weight[edges.weight.length - 1] : 1;
    const most = edges.weight.length ? edges.weight[0] : 1;
    wish.least = least;
    const unit = raw.weight === "post-pairs" ? "pairs of posts" : "things shared";

    const boxes = signals.map((_, signal) => {
      const box = Dom.make("input", { type: "checkbox", checked: true });
      box.addEventListener("change", () => {
        wish.signals ^= 1 << signal;
        apply();
      });
      return Dom.make("label", { class: "check" }, box, Marks.signal(signal));
    });

    function slider(label, low, high, value, words, change) {
      const out = Dom.make("output", {}, words(value));
      const input = Dom.make("input", { type: "range", min: low, max: high, value });
      input.addEventListener("input", () => {
        change(Number(input.value));
        out.textContent = words(Number(input.value));
        apply();
      });
      return Dom.make("label", { class: "field" }, Dom.make("span", {}, label, " ", out), input);
    }

    const day = (part) => Words.day(Data.ms(stepAt(part)));
    const controls = Dom.make("div", { class: "map-controls" },
      Dom.make("fieldset", {}, Dom.make("legend", {}, "Signals"), ...boxes),
      finder(map, status),
      raw.test ? Dom.select("Confirmed", [["", "Confirmed or not"], ["true", "Confirmed groups"],
        ["false", "Groups that are not confirmed"]], "", (value) => {
        wish.kind = value;
        apply();
      }).label : null,
      raw.declared ? Dom.select("Declared", [["", "Declared or not"], ["true", "Declared groups"],
        ["false", "Undeclared groups"]], "", (value) => {
        wish.declared = value;
        apply();
      }).label : null,
      Dom.select("Group", [["", "All groups"], ...Data.groups.map((one, index) => [index,
        `${Data.groupWords(index)}: ${one.label.slice(0, 40)}`])], "", (value) => {
        wish.group = value;
        apply();
      }).label,
      slider(`Least strength (${unit})`, least, most, least, Words.number, (value) => (wish.least = value)),
      slider("Active on or after", 0, STEPS, 0, day, (value) => (wish.from = value)),
      slider("Active on or before", 0, STEPS, STEPS, day, (value) => (wish.to = value)),
    );
    const tool = (words, title, act) =>
      Dom.make("button", { type: "button", title, "aria-label": title, on: { click: act } }, words);
    body.append(
      controls,
      Dom.make("div", { class: "map-head" },
        status,
        Dom.make("div", { class: "tools", role: "group", "aria-label": "Zoom of the map" },
          tool("+", "Zoom in on the map", () => map.zoom(1.5)),
          tool("−", "Zoom out of the map", () => map.zoom(1 / 1.5)),
          tool("Everything", "Show the whole map", () => map.reset()))),
      map.element,
      legend(),
      ...cuts().map(Dom.note),
    );
    apply();
  }

  // Search: what is found gets a ring; Enter goes from one to the next.
  function finder(map, status) {
    let list = [];
    let at = -1;
    const input = Dom.make("input", { type: "search", id: "map-search", autocomplete: "off",
      spellcheck: "false" });
    input.addEventListener("input", () => {
      const found = Accounts.matches(input.value);
      list = found ? [...found] : [];
      map.found = found;
      map.current = -1;
      at = -1;
      status.textContent = found ? `${Words.count(list.length, "account")} found; Enter goes to each` : "";
      if (list.length === 1) map.centre(list[0]);
      map.redraw();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !list.length) return;
      at = (at + (event.shiftKey ? list.length - 1 : 1)) % list.length;
      const node = list[at];
      map.centre(node);
      const group = Data.accounts.group[node];
      status.textContent = `${at + 1} of ${list.length}: ${Data.called(node)}, ` +
        (group >= 0 ? Data.groupName(group) : "in no group shown");
    });
    return Dom.make("label", { class: "field" },
      Dom.make("span", {}, "Find by handle, name or id (Enter: next)"), input);
  }

  function legend() {
    const most = 14;
    const items = Data.groups.slice(0, most).map((group, index) =>
      Dom.make("span", { class: Data.unconfirmed(index) ? "key unconfirmed-key" : "key" },
        Marks.group(index), `${Data.groupName(index)} (${group.accounts})`));
    if (Data.groups.length > most) {
      items.push(Dom.make("span", { class: "muted" },
        `and ${Words.number(Data.groups.length - most)} more; colours and shapes repeat after 49`));
    }
    if (Data.groups.some((_, index) => Data.unconfirmed(index))) {
      items.push(Dom.make("span", { class: "muted" }, "pale and small: not confirmed"));
    }
    if (Data.raw.declared) items.push(Dom.make("span", { class: "muted" }, "hollow: declared"));
    items.push(Dom.make("span", { class: "key" }, Dom.make("span", { class: "dot" }), "in no group shown"));
    return Dom.make("p", { class: "legend" }, ...items,
      Dom.make("span", { class: "muted" }, "Stronger edges stand out more. Drag to move; wheel after a click, or with Ctrl."));
  }

  function cuts() {
    const { in_all: all } = Data.raw;
    const [points, lines] = [Data.accounts.id.length, Data.edges.a.length];
    const said = [];
    if (points < all.with_edge) {
      said.push(`${Words.number(all.with_edge - points)} of ${Words.number(all.with_edge)} accounts ` +
        "with an edge are left out.");
    }
    if (lines < all.edges) {
      said.push(`${Words.number(all.edges - lines)} of ${Words.number(all.edges)} edges are left out: ` +
        "those of accounts that are not shown, and then the weakest, except where one holds a " +
        "group together. An edge is one pair of accounts and one signal.");
    }
    return said;
  }

  return { start };
})();
