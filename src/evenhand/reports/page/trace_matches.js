// The matches of the page in a table, with filters.
const Matches = (() => {
  const body = document.getElementById("matches-body");
  const chosen = { kind: "", disclosure: "", direction: "", outlet: "", account: "" };
  const boxes = {};
  let table;
  let show = () => {};

  function start() {
    const { matches, raw } = Data;
    const size = matches.id.length;
    if (!size) {
      body.append(Dom.make("p", {}, "Nothing was found in common."));
      return;
    }
    const rows = Array.from({ length: size }, (_, index) => index);
    table = Table.table({
      caption: "Matches, the rarest in common first; click a heading to sort, a number to open",
      columns: columns(),
      sort: "rank",
      descending: false,
      noun: ["match", "matches"],
      rowClass: (row) => (row === Match.current() ? "chosen" : null),
    });
    const filters = [
      ["kind", "Kind", (row) => Data.kind(row)],
      ["disclosure", "Disclosure", (row) => Data.disclosure(row)],
      ["direction", "Earlier", (row) => Data.earlier(row)],
      ["outlet", "Outlet", Data.whose, Data.name],
      ["account", "Account", Data.account, Data.name],
    ];
    const tools = Dom.make("div", { class: "tools chooser on-screen" });
    for (const [name, title, value, words] of filters) {
      const { box, label } = Dom.select(title, options(rows, value, words), "", (to) => {
        chosen[name] = to;
        show();
      });
      boxes[name] = box;
      tools.append(label);
    }
    tools.append(Dom.make("button", { type: "button", on: { click: reset } }, "Show all"));
    show = () => {
      table.show(rows.filter((row) =>
        filters.every(([name, , value]) => chosen[name] === "" || String(value(row)) === chosen[name])));
    };
    body.append(tools, table.element, ...cuts());
    Match.listen(() => table.again());
    show();
  }

  function options(rows, value, words = (one) => one) {
    const counted = new Map();
    for (const row of rows) counted.set(value(row), (counted.get(value(row)) ?? 0) + 1);
    const order = [...counted].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return [["", "All"], ...order.map(([one, count]) =>
      [one, `${words(one).slice(0, 60)} (${Words.number(count)})`])];
  }

  function reset() {
    for (const name of Object.keys(chosen)) {
      chosen[name] = "";
      boxes[name].value = "";
    }
    show();
  }

  // Matches of one account, whatever else was chosen.
  function only(account) {
    for (const name of Object.keys(chosen)) chosen[name] = "";
    chosen.account = String(account);
    for (const [name, box] of Object.entries(boxes)) box.value = chosen[name];
    show();
    Dom.goTo("matches");
  }

  function cuts() {
    const { in_all: all } = Data.raw;
    const said = [];
    const here = Data.matches.id.length;
    if (here < all.matches) {
      said.push(`This page has ${Words.number(here)} of ${Words.number(all.matches)} matches: those ` +
        "that findings rest on, then those with the rarest words. The counts beside the filters are " +
        "of these. All are in matches.parquet.");
    }
    if (all.opened < here) {
      said.push(`${Words.number(all.opened)} of them have both texts here; the texts of the others are ` +
        "in documents.parquet and articles.parquet.");
    }
    return said.map(Dom.note);
  }

  function columns() {
    const { matches, documents, articles, noun } = Data;
    const text = (name, title, value) => ({ name, title, value, cell: value });
    return [
      { name: "rank", title: "Match", value: (row) => row, cell: (row) => Dom.make("button", {
        type: "button", class: "small group-button", "aria-label": `Open match ${matches.id[row]}`,
        on: { click: () => Match.open(row) } }, matches.id[row]) },
      { name: "document", title: noun[0].toUpperCase() + noun.slice(1),
        value: (row) => Data.name(Data.account(row)).toLocaleLowerCase(),
        cell: (row) => side(Data.name(Data.account(row)), documents, matches.document[row]) },
      { name: "article", title: "Article", value: (row) => Data.called(Data.outlet(row)).toLocaleLowerCase(),
        cell: (row) => side(Data.called(Data.outlet(row)), articles, matches.article[row]) },
      { ...text("kind", "Kind", Data.kind), cell: Data.kindBadge },
      { ...text("disclosure", "Disclosure", (row) => matches.disclosure[row]), cell: Data.badge },
      text("direction", "Earlier here", Data.earlier),
      { name: "words", title: "Words", number: true, value: Data.words,
        cell: (row) => Words.number(Data.words(row)) },
      { name: "coverage", title: `Of the ${noun}`, number: true, value: (row) => matches.coverage[row],
        cell: (row) => Data.percent(matches.coverage[row]) },
      { name: "rarity", title: "Rarity (bits)", number: true, value: (row) => matches.rarity[row],
        cell: (row) => (matches.rarity[row] === null ? "–" : Words.number(Math.round(matches.rarity[row]))) },
    ];
  }

  function side(whose, texts, index) {
    const time = texts.time[index];
    return Dom.make("div", { class: "who" }, Dom.make("div", {}, Dom.strange(whose)),
      Dom.make("div", { class: "muted" }, Dom.strange(texts.title[index] || texts.begins[index])),
      Dom.make("div", { class: "muted whole" }, time === null ? "undated" : Words.day(time)));
  }

  return { start, only };
})();
