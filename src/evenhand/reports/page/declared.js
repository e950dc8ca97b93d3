// Declared coordination: its groups, and what is said of any group's declaration.
const Declared = (() => {
  function start() {
    const body = document.getElementById("declared-body");
    if (!body) return; // no declarations were given
    const mine = Data.groups.map((_, index) => index).filter(Data.declared);
    if (mine.length) Groups.fill(body, mine, "No declared group was confirmed.");
    else body.append(Dom.make("p", {}, "There is no declared group to show."));
  }

  // Sentences on a group's declaration, and who declared what; nothing without declarations.
  function told(group) {
    const { declared } = Data.groups[group];
    if (!declared) return [];
    const parts = declared.sentences.map(Dom.sentence);
    if (declared.says.length) {
      const items = declared.says.map(({ what, link, of, claims }) =>
        Dom.make("li", {}, "“", Dom.strange(what), `” (${of}): `,
          Dom.outside(link, "Declaration") ?? "no link was given",
          ...(claims ? ["; the registry’s ", Dom.strange(claims)] : [])));
      const more = declared.says_in_all - declared.says.length;
      if (more > 0) items.push(Dom.make("li", {}, `and ${Words.count(more, "more declaration")}`));
      parts.push(Dom.make("ul", { class: "says" }, ...items));
    }
    return parts;
  }

  // What an account declares, for the table of accounts and the map.
  function account(row) {
    const { declared } = Data.raw;
    if (!declared) return null;
    const what = declared.what[row];
    return {
      what: what < 0 ? null : declared.texts[what],
      link: declared.link[row],
      others: declared.across_accounts[row],
      times: declared.across_coincidences[row],
    };
  }

  // Of an account with coincidences on the other side: how many, and with whom.
  function across(row) {
    const one = account(row);
    if (!one?.others) return "";
    const kind = one.what === null ? "declared" : "undeclared";
    return `Coincided ${Words.count(one.times, "time")} with ` +
      Words.count(one.others, `${kind} account`);
  }

  // The same in few words: how many of those that an account coincides with are of the other kind.
  function among(row) {
    const one = account(row);
    if (!one?.others) return "";
    return `${Words.number(one.others)} of them ${one.what === null ? "declared" : "undeclared"}`;
  }

  return { start, told, account, across, among };
})();
