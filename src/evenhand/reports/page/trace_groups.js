// Coordinated groups of another run whose accounts have undisclosed content.
const Groups = (() => {
  function start() {
    const body = document.getElementById("groups-body");
    if (!body) return;
    const { clusters, noun } = Data;
    if (!clusters.id.length) {
      body.append(Dom.make("p", {}, clusters.in_all
        ? `None of its ${Words.count(clusters.in_all, "group")} has an account with undisclosed content.`
        : "It has no groups."));
      return;
    }
    const whole = (name, title) => ({ name, title, number: true, value: (row) => clusters[name][row],
      cell: (row) => Words.number(clusters[name][row]) });
    const table = Table.table({
      caption: "Coordinated groups with undisclosed content, the most first",
      columns: [
        { name: "id", title: "Group", value: (row) => row, cell: (row) => Dom.make("div", { class: "who" },
          Dom.make("div", {}, Dom.make("span", { class: "badge" }, `finding ${clusters.id[row]}`), " ",
            ...told(row)),
          Dom.make("div", { class: "muted" }, Dom.strange(clusters.label[row]))) },
        { ...whole("accounts", "Accounts") },
        { name: "hiding", title: "Of them with undisclosed content", number: true,
          value: (row) => clusters.hiding[row],
          cell: (row) => Words.share(clusters.hiding[row], clusters.accounts[row]) },
        { name: "findings", title: "Findings among them", value: (row) => -clusters.findings[row].length,
          cell: (row) => Words.listed(clusters.findings[row], 8) || "none" },
        whole("matched", `Matched ${noun}s`),
        { ...whole("undisclosed", "Undisclosed"),
          cell: (row) => Words.share(clusters.undisclosed[row], clusters.matched[row]) },
        { name: "outlets", title: "Of", value: (row) => Data.name(clusters.outlets[row][0] ?? -1),
          cell: outlets },
      ],
      sort: "id", descending: false, noun: ["group"],
    });
    body.append(table.element);
    const rest = clusters.in_all - clusters.id.length;
    if (rest) {
      body.append(Dom.note(`${Words.count(rest, "further group")} of that run ` +
        `${rest === 1 ? "has" : "have"} no account with undisclosed content, or no room here; all are in ` +
        "coordinated.parquet."));
    }
    table.show(clusters.id.map((_, row) => row));
  }

  function told(row) {
    const { confirmed, declared } = Data.clusters;
    const said = [];
    if (confirmed[row] === false) said.push("not confirmed");
    if (confirmed[row] === true) said.push("confirmed");
    if (declared[row] === true) said.push("declared");
    return said.map((words) => Dom.make("span", { class: "badge faint" }, words));
  }

  function outlets(row) {
    const { outlets: all, outlets_in_all: many } = Data.clusters;
    const more = many[row] - all[row].length;
    return Dom.make("div", {}, ...all[row].map((name) => Dom.make("div", {}, Dom.strange(Data.name(name)))),
      more > 0 ? Dom.make("div", { class: "muted" }, `and ${Words.count(more, "more outlet")}`) : "");
  }

  return { start };
})();
