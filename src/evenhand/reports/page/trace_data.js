// The data of the page of a trace, with words for what is coded in it.
const Data = (() => {
  const raw = JSON.parse(document.getElementById("data").textContent);
  const { matches, documents, articles, accounts, clusters, names, kinds, noun } = raw;
  const DISCLOSURES = raw.disclosures.map((name) => name || "not asked");

  const kind = (match) => kinds[matches.kind[match]];
  const disclosure = (match) => DISCLOSURES[matches.disclosure[match]];
  const direction = (match) => raw.directions[matches.direction[match]];
  const called = (text) => text || "(not named)";
  const account = (match) => documents.who[matches.document[match]];
  // Accounts and outlets are known by the index of their whole name: shown names are cut.
  const whose = (match) =>
    names[matches.of[match]] ? matches.of[match] : articles.outlet[matches.article[match]];
  const outlet = (match) => names[whose(match)];

  // Which came first, as far as the dates of both tell; never which is the original.
  const EARLIER = {
    article: "the article", document: `the ${noun}`, same: "same time", unknown: "dates do not tell",
  };
  const earlier = (match) => EARLIER[direction(match)];

  const MEANS = {
    own: `the ${noun} is the outlet's own`,
    repost: "it is a repost of the outlet",
    byline: "the byline names the outlet",
    credit: "the outlet is credited",
    reported: "the outlet is named as the one that reports it",
    link: "there is a link to the outlet",
    picture: "only a picture is credited to the outlet",
    other_source: "another source is named",
    other_repost: "it is a repost of somebody else",
    mention: "the outlet is named, but not as the source",
    short_link: "there is a shortened link, which may lead anywhere",
    earlier: `the ${noun} is the earlier of the two`,
    no_outlet: "the corpus does not say whose the article is",
  };
  const means = (match) => MEANS[matches.means[match]] ?? matches.means[match];

  const badge = (match) =>
    Dom.make("span", { class: `badge is-${disclosure(match).replace(" ", "-")}` }, disclosure(match));
  const kindBadge = (match) => Dom.make("span", { class: `kind kind-${kind(match)}` }, kind(match));

  const words = (match) => matches.words[match] || matches.quoted[match];
  const percent = (share) => (share === 0 ? `0${Words.SPACE}%` : Words.percent(share, 1));

  return {
    raw, matches, documents, articles, accounts, clusters, names, noun, kinds, kind,
    disclosure, direction, earlier, called, account, whose, outlet, means, badge, kindBadge, words, percent,
    name: (index) => called(names[index]),
    at: (id) => matches.id.indexOf(id),
  };
})();
