// Section 5: the accounts of the page in a table.
const Accounts = (() => {
  function start() {
    const body = document.getElementById("accounts-body");
    const { accounts, raw } = Data;
    const size = accounts.id.length;
    if (!size) {
      body.append(Dom.make("p", {}, "No account coincided with another often enough."));
      return;
    }
    const search = Dom.make("input", { type: "search", id: "account-search", autocomplete: "off",
      spellcheck: "false" });
    let group = "";
    const { label } = Dom.select(
      "Group",
      [["", "All accounts"],
        ...(raw.test ? [["confirmed", "In a confirmed group"]] : []),
        ...(raw.declared ? [["declared", "Declared"], ["undeclared", "Not declared"]] : []), ...Data.groups.map((one, index) => [index,
        `${Data.groupWords(index)}: ${one.label.slice(0, 50)}`]), ["-1", "In no group shown"]],
      "",
      (value) => {
        group = value;
        show();
      },
    );
    const table = Table.table({
      caption: "Accounts with at least one edge; click a heading to sort",
      columns: columns(),
      sort: "strength",
      descending: true,
      rowClass: (row) => (row === State.get("account") ? "chosen" : null),
    });
    const show = () => {
      const found = matches(search.value);
      const rows = [];
      for (let row = 0; row < size; row++) {
        if (found && !found.has(row)) continue;
        if (group === "confirmed") {
          if (!Data.groups[accounts.group[row]]?.confirmed) continue;
        } else if (group === "declared" || group === "undeclared") {
          if ((Declared.account(row).what === null) === (group === "declared")) continue;
        } else if (group !== "" && accounts.group[row] !== Number(group)) continue;
        rows.push(row);
      }
      table.show(rows);
    };
    search.addEventListener("input", show);
    body.append(
      Dom.make("div", { class: "tools chooser on-screen" },
        Dom.make("label", { class: "field" },
          Dom.make("span", {}, "Search by handle, name or id"), search), label),
      table.element,
      raw.in_all.with_edge > size ? Dom.note(`The ${Words.number(size)} accounts shown are those of the groups above and then the ` +
          `strongest, of ${Words.number(raw.in_all.with_edge)} with an edge; the rest is in the ` +
          "table of accounts of the run.") : "",
      Dom.note("Coincides with: other accounts with which it shared the same things often enough. " +
        `Strength: the sum of its edges' weights (${weightWords()}).` + (raw.test ? " Support: coincidences with the others of a confirmed " +
        "group, where it was tested, and how many chance would have made; p is the chance of so " +
        "many or more." : "")),
    );
    show();
  }

  const weightWords = () => (Data.raw.weight === "post-pairs" ? "pairs of posts" : "things shared");

  // Accounts whose handle, name or id contains the words; null when there are none to look for.
  function matches(words) {
    const wanted = words.trim().toLocaleLowerCase();
    if (!wanted) return null;
    const { handle, name, id } = Data.accounts;
    const found = new Set();
    id.forEach((_, row) => {
      const has = (text) => text.toLocaleLowerCase().includes(wanted);
      if (has(handle[row]) || has(name[row]) || has(id[row])) found.add(row);
    });
    return found;
  }

  function columns() {
    const { accounts } = Data;
    const plain = (name, title) => ({
      name, title, number: true,
      value: (row) => accounts[name][row],
      cell: (row) => {
        const value = accounts[name][row];
        return value === null ? "–" : Words.number(value);
      },
    });
    const created = (row) => accounts.created_day[row];
    return [
      { name: "handle", title: "Account", value: (row) => Data.called(row).toLocaleLowerCase(),
        cell: account },
      { name: "group", title: "Group", value: (row) => (accounts.group[row] < 0 ? null : accounts.group[row]),
        cell: groupCell },
      { name: "kind", title: "Kind", value: (row) => accounts.kinds[accounts.kind[row]] || null,
        cell: (row) => accounts.kinds[accounts.kind[row]] || "–" },
      { name: "created", title: "Created", value: created,
        cell: (row) => (created(row) === null ? "–"
          : Dom.make("span", { class: "whole" }, Words.day(created(row) * 864e5))) },
      plain("followers", "Followers"),
      plain("posts", "Posts in the input"),
      { name: "coordinated", title: "Coordinated posts", number: true,
        value: (row) => accounts.coordinated[row],
        cell: (row) => Words.share(accounts.coordinated[row], accounts.posts[row]) },
      { ...plain("degree", "Coincides with"),
        cell: (row) => Dom.make("div", { class: "support" }, Words.number(accounts.degree[row]),
          Dom.make("div", { class: "muted" }, Declared.among(row))) },
      plain("strength", "Strength"),
      ...(Data.raw.test ? [{ name: "support", title: "Support of its group", number: true,
        value: (row) => (accounts.support_p[row] === null ? null : -accounts.support_p[row]),
        cell: support }] : []),
    ];
  }

  function account(row) {
    const { id, name } = Data.accounts;
    return Dom.make("div", { class: "who" },
      Dom.make("div", {}, Dom.strange(Data.called(row))),
      Dom.make("div", { class: "muted" }, name[row] ? Dom.strange(name[row]) : "",
        name[row] ? " · " : "", Dom.strange(id[row])),
      ...declaration(row));
  }

  function declaration(row) {
    const said = Declared.account(row);
    if (!said || said.what === null) return [];
    return [Dom.make("div", { class: "declares" }, "declares: ", Dom.strange(said.what), " ",
      Dom.outside(said.link, "Declaration") ?? "")];
  }

  // What its group's number owes to an account.
  function support(row) {
    const { observed, expected, support_p: p } = Data.accounts;
    if (p[row] === null) return "–";
    return Dom.make("div", { class: "support" },
      Dom.make("div", {}, "carries the group"),
      Dom.make("div", { class: "muted" }, `${Words.number(observed[row])} seen, ` +
        `${Words.about(expected[row])} by chance`),
      Dom.make("div", { class: "muted" }, `p ${Words.equals(p[row])}`));
  }

  function groupCell(row) {
    const group = Data.accounts.group[row];
    if (group < 0) {
      return Data.accounts.cluster_without_card[row] ? `${Data.accounts.cluster_without_card[row]} (not shown)` : "none";
    }
    const button = Dom.make("button", {
      type: "button", class: "small group-button",
      "aria-label": `Look inside group ${group + 1}, lane of ${Data.called(row)}`,
      on: { click: () => State.open(group, row) },
    }, Marks.group(group, 14), Data.groupName(group));
    return Dom.make("div", { class: "group-cell" }, button,
      ...(Data.unconfirmed(group) || Data.declared(group) ? Groups.badge(group) : []));
  }

  return { start, matches };
})();
