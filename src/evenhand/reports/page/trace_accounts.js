// Accounts with an outlet's content: how much of it does not say so, and how sure that is.
const Accounts = (() => {
  function start() {
    const body = document.getElementById("accounts-body");
    const { accounts, raw, noun } = Data;
    const size = accounts.name.length;
    if (!size) {
      body.append(Dom.make("p", {}, "No account has the content of an outlet, as far as was found."));
      return;
    }
    const search = Dom.make("input", { type: "search", autocomplete: "off", spellcheck: "false",
      id: "account-search" });
    const table = Table.table({ caption: "Findings first; click a heading to sort", columns: columns(),
      sort: "order", descending: false });
    const show = () => {
      const wanted = search.value.trim().toLocaleLowerCase();
      const rows = accounts.name.map((_, row) => row);
      table.show(wanted ? rows.filter((row) =>
        Data.name(accounts.name[row]).toLocaleLowerCase().includes(wanted)) : rows);
    };
    search.addEventListener("input", show);
    body.append(
      Dom.make("div", { class: "tools chooser on-screen" },
        Dom.make("label", { class: "field" }, Dom.make("span", {}, "Search by name"), search)),
      table.element,
      Dom.make("p", { class: "legend" },
        Dom.make("span", { class: "key" }, Bars.interval(0.57, 1, 1, true), "finding"),
        Dom.make("span", { class: "key" }, Bars.interval(0.1, 0.3, 0.6, false), "no finding"),
        Dom.make("span", { class: "muted" }, "Mark: undisclosed share of the matched. Bar: its 95 % " +
          "interval (Wilson). Dashed line: the threshold, which a finding's left end reaches; it also has " +
          `at least ${Words.count(raw.threshold.posts, "undisclosed " + noun)}.`)),
      Dom.note(`Matched: ${noun}s with a passage of an outlet, its own ${noun}s, mere quotations and what ` +
        `came before the article left out. Each ${noun} counts once, and as disclosed when it discloses ` +
        "any of its matches."),
      ...(raw.in_all.accounts > size ? [Dom.note(`The first ${Words.number(size)} of ` +
        `${Words.number(raw.in_all.accounts)} accounts; all are in undisclosed.parquet.`)] : []));
    show();
  }

  function columns() {
    const { accounts, clusters, noun } = Data;
    const plain = (name, title) => ({ name, title, number: true, value: (row) => accounts[name][row],
      cell: (row) => Words.number(accounts[name][row]) });
    return [
      { name: "order", title: "Account", value: (row) => row, cell: account },
      plain("posts", `${noun[0].toUpperCase()}${noun.slice(1)}s`),
      plain("matched", "Matched"),
      { ...plain("undisclosed", "Undisclosed"), cell: undisclosed },
      { name: "low", title: "Share of the matched", value: (row) => accounts.low[row], cell: share },
      { name: "outlets", title: "Undisclosed of matched, by outlet", value: (row) => -accounts.outlets[row],
        cell: outlets },
      ...(clusters ? [{ name: "cluster", title: "Coordinated group",
        value: (row) => accounts.cluster[row] || null, cell: cluster }] : []),
    ];
  }

  function account(row) {
    const { accounts } = Data;
    const name = Data.name(accounts.name[row]);
    return Dom.make("div", { class: "who" }, Dom.make("div", {}, Dom.strange(name)),
      accounts.finding[row]
        ? Dom.make("div", {}, Dom.make("span", { class: "badge" }, `finding ${accounts.finding[row]}`)) : "",
      Dom.make("button", { type: "button", class: "small on-screen",
        "aria-label": `Show matches of ${name}`, on: { click: () => Matches.only(accounts.name[row]) } }, "Its matches"));
  }

  function undisclosed(row) {
    const { accounts } = Data;
    const rest = ["unknown", "partial", "disclosed"].filter((name) => accounts[name][row])
      .map((name) => `${Words.number(accounts[name][row])} ${name}`);
    return Dom.make("div", {}, Words.number(accounts.undisclosed[row]),
      Dom.make("div", { class: "muted" }, rest.join(", ")));
  }

  function share(row) {
    const { accounts, noun } = Data;
    const whole = (value) => Math.round(100 * value);
    return Dom.make("div", { class: "share-cell" },
      Bars.interval(accounts.low[row], accounts.share[row], accounts.high[row], Boolean(accounts.finding[row])),
      Dom.make("div", {}, Words.share(accounts.undisclosed[row], accounts.matched[row])),
      Dom.make("div", { class: "muted" },
        `95${Words.SPACE}% interval ${whole(accounts.low[row])} to ${whole(accounts.high[row])}${Words.SPACE}%`),
      Dom.make("div", { class: "muted" }, `of all its ${noun}s ` +
        `${Words.share(accounts.undisclosed[row], accounts.posts[row])}, interval ` +
        `${whole(accounts.of_posts_low[row])} to ${whole(accounts.of_posts_high[row])}${Words.SPACE}%`));
  }

  function outlets(row) {
    const { accounts } = Data;
    const list = accounts.by[row].map(([name, hidden, matched]) =>
      Dom.make("div", {}, Dom.strange(Data.name(name)), `: ${Words.number(hidden)} of ${Words.number(matched)}`));
    const more = accounts.outlets[row] - list.length;
    if (more > 0) list.push(Dom.make("div", { class: "muted" }, `and ${Words.count(more, "more outlet")}`));
    return Dom.make("div", {}, ...list);
  }

  function cluster(row) {
    const name = Data.accounts.cluster[row];
    return name ? Dom.make("span", { class: "badge" }, name) : "none";
  }

  return { start };
})();
