// A match opened: both texts side by side, what they have in common and what not, and what decided.
const Match = (() => {
  const body = document.getElementById("match-body");
  const [NUMBER, KIND, FROM, TO, A_FROM, A_TO, WORDS, ALIKE, BAR, BAR_TO, A_BAR, A_BAR_TO] =
    Array.from({ length: 12 }, (_, index) => index);
  const ABOVE = 60; // pixels of text in sight above the first passage
  const listeners = [];
  let current = -1;

  function show(match) {
    current = match;
    body.replaceChildren(article(match));
    // Long texts scroll in their place: to the first passage, so that it is in sight at once.
    for (const text of body.querySelectorAll("blockquote")) {
      const first = text.querySelector(".jump");
      if (first) {
        text.scrollTop += first.getBoundingClientRect().top - text.getBoundingClientRect().top - ABOVE;
      }
    }
    for (const listener of listeners) listener(match);
  }

  function open(match) {
    show(match);
    history.replaceState(null, "", `#${Data.matches.id[match]}`);
    Dom.goTo("match");
    document.getElementById("match-title").focus({ preventScroll: true });
  }

  function article(match) {
    const { matches } = Data;
    const [d, a] = [matches.document[match], matches.article[match]];
    const one = Dom.make("article", { class: "opened" },
      Dom.make("h3", {}, `${matches.id[match]}: `, Data.kindBadge(match), " ",
        Data.disclosure(match) === "not asked" ? "" : Data.badge(match)),
      Dom.make("p", {}, ...extent(match)),
      Dom.make("p", {}, ...dates(match)),
      disclosed(match));
    if (matches.caveat[match]) {
      one.append(Dom.make("p", { class: "caution" }, matches.caveat[match]));
    }
    const passages = matches.passages[match];
    if (passages === null) {
      one.append(Dom.make("p", { class: "caution" },
        "The page does not have the texts of this match: they are in documents.parquet and " +
        "articles.parquet of the run, the places of its passages in passages.parquet."));
    }
    one.append(Dom.make("div", { class: "sides two" },
      ...sides(match, d, a, (passages ?? []).filter((p) => p[TO] > p[FROM] && p[A_TO] > p[A_FROM]))));
    const hidden = (passages ?? []).filter((p) => p[TO] <= p[FROM] || p[A_TO] <= p[A_FROM]).length +
      matches.passages_left_out[match];
    if (hidden) {
      one.append(Dom.note(`${Words.count(hidden, "passage")} of this match ` +
        `${hidden === 1 ? "is" : "are"} not in this page; passages.parquet has all.`));
    }
    const pairs = (kind) => (passages ?? []).filter((p) => Data.kinds[p[KIND]] === kind);
    one.append(...aligned(pairs("translated"), d, a), ...quoted(pairs("quotation"), d, a));
    return one;
  }

  function extent(match) {
    const { matches, noun } = Data;
    const many = matches.passages_in_all[match];
    if (!matches.words[match]) {
      return [`${Words.count(matches.quoted[match], "word")} of the ${noun} stand in quotation marks ` +
        "on both sides. Both quote the same words; that is no copy of the outlet."];
    }
    const said = [`${Words.count(matches.words[match], "word")} of the ${noun}, ` +
      `${Data.percent(matches.coverage[match])} of its words, in ${Words.count(many, "passage")}; ` +
      `that is ${Data.percent(matches.article_coverage[match])} of the article's words.`];
    if (matches.article_coverage[match] >= 0.9) said.push(" The article was taken nearly whole.");
    if (many > 1) {
      said.push(matches.in_order[match] >= 1 ? " The passages stand in the article's order."
        : ` ${Words.share(Math.round(matches.in_order[match] * many), many)} passages stand in the ` +
          "article's order.");
    }
    if (matches.quoted[match]) {
      said.push(` A further ${Words.count(matches.quoted[match], "word")} are quotations on both ` +
        "sides, and not counted.");
    }
    if (matches.rarity[match] !== null) {
      said.push(` Rarity in this corpus: ${Words.number(Math.round(matches.rarity[match]))} bits.`);
    }
    return said;
  }

  const SECOND = 1000;
  const HALF_DAY = 432e5; // dates less certain than that are days
  function dates(match) {
    const { matches, noun } = Data;
    const way = Data.direction(match);
    const lead = Dom.make("strong", {}, "Earlier in this corpus: ");
    const [delay, least, most] = [matches.delay[match], matches.least[match], matches.most[match]];
    if (way === "unknown") {
      return [lead, "the dates do not tell. ",
        least === null ? "One of them is not known." : `The ${noun} can be ${apart(least, most)}.`];
    }
    if (way === "same") return [lead, "neither; both carry the same time."];
    const by = Words.span(Math.abs(delay) * SECOND);
    const [near, far] = [Math.abs(least), Math.abs(most)].sort((a, b) => a - b);
    const sure = far - near < 1 ? "" : ` (as uncertain as both dates are, by ${Words.span(near * SECOND)} ` +
      `to ${Words.span(far * SECOND)})`;
    return [lead, way === "article" ? `the article, by ${by}${sure}.` : `the ${noun}, by ${by}${sure}.`,
      " That does not make it the original: a third text may be older than both."];
  }

  function apart(least, most) {
    const side = (value) => `${Words.span(Math.abs(value) * SECOND)} ${value < 0 ? "before" : "after"}`;
    return `from ${side(least)} to ${side(most)} the article`;
  }

  function disclosed(match) {
    const { matches, noun } = Data;
    const said = Data.disclosure(match);
    if (said === "not asked") {
      return Dom.make("p", { class: "decided" }, "Disclosure is not asked of what only quotes.");
    }
    const parts = [Dom.make("strong", {}, "Disclosure: "), said];
    if (!matches.means[match]) {
      parts.push(". No name or link of ", Dom.strange(Data.called(Data.outlet(match))),
        ` was read in the ${noun}.`);
      return Dom.make("p", { class: "decided" }, ...parts);
    }
    parts.push(`: ${Data.means(match)}.`);
    if (matches.decided[match]) {
      const where = matches.place[match];
      parts.push(` The words that decided it${where && where !== "text" ? ` (${where})` : ""}: `,
        Dom.strange(matches.decided[match], "q"));
      if (matches.decided_start[match] !== null) {
        parts.push(", ", Dom.make("strong", { class: "credit" }, "framed"), " in the text.");
      }
    }
    return Dom.make("p", { class: "decided" }, ...parts);
  }

  function sides(match, d, a, passages) {
    const { matches, documents, articles, noun } = Data;
    const [left, right] = [documents.text[d], articles.text[a]];
    const spansHere = [];
    const spansThere = [];
    const changedHere = [];
    const changedThere = [];
    const both = {};
    let long = 0;
    for (const p of passages) {
      const kind = Data.kinds[p[KIND]];
      const other = (side) => () => {
        const target = both[side].querySelector(`.jump[data-passage="${p[NUMBER]}"]`);
        target?.scrollIntoView({ block: "center" });
        target?.focus();
      };
      spansHere.push({ from: p[FROM], to: p[TO], number: p[NUMBER], kind, jump: other("there") });
      spansThere.push({ from: p[A_FROM], to: p[A_TO], number: p[NUMBER], kind, jump: other("here") });
      if (kind !== "edited") continue;
      const whole = { from: p[FROM], to: p[TO], otherFrom: p[A_FROM], otherTo: p[A_TO] };
      const found = Texts.differences(left, right, whole);
      if (found === null) long++;
      else {
        changedHere.push(...found[0]);
        changedThere.push(...found[1]);
      }
    }
    const credit = matches.decided_start[match] === null ? null
      : [matches.decided_start[match], matches.decided_end[match]];
    both.here = card(documents, d, `The ${noun}`, Data.name(documents.who[d]), spansHere, changedHere,
      credit, passages.map((p) => [p[BAR], p[BAR_TO], Data.kinds[p[KIND]]]), matches.coverage[match]);
    both.there = card(articles, a, "The article", Data.called(Data.outlet(match)), spansThere, changedThere,
      null, passages.map((p) => [p[A_BAR], p[A_BAR_TO], Data.kinds[p[KIND]]]),
      matches.article_coverage[match]);
    const noted = long ? [Dom.note(`${Words.count(long, "edited passage")} ` +
      "too long for its differences to be marked.")] : [];
    return [both.here, both.there, ...noted];
  }

  function card(texts, index, what, whose, spans, changed, credit, edges, share) {
    const text = texts.text[index];
    const head = Dom.make("div", { class: "post-head" },
      Dom.make("span", { class: "when" }, `${what}: `, Dom.strange(whose)),
      Dom.make("span", { class: "muted" }, texts.language[index] || "language not known"));
    const parts = [head, Dom.make("div", { class: "post-time" }, when(texts, index))];
    if (texts.title[index]) parts.push(Dom.strange(texts.title[index], "strong"));
    if (texts.author[index]) {
      parts.push(Dom.make("div", { class: "muted" }, "Byline: ", Dom.strange(texts.author[index])));
    }
    if (texts.repost_of[index]) {
      parts.push(Dom.make("div", { class: "muted" }, "Repost of ", Dom.strange(texts.repost_of[index])));
    }
    if (text !== null) {
      parts.push(
        Bars.coverage(edges, `${Data.percent(share)} of the words of the ${what.toLowerCase()} ` +
          "are in passages; this is where"),
        Dom.make("blockquote", { dir: "auto", tabindex: "0", "aria-label": `Text of ${what.toLowerCase()}` },
          ...Texts.marked(text, texts.gaps[index], spans, changed, credit)));
    } else {
      parts.push(Dom.strange(texts.begins[index], "blockquote"));
    }
    parts.push(Dom.make("div", { class: "post-foot" },
      Dom.make("span", { class: "muted" }, "Id ", Dom.strange(texts.id[index])),
      Dom.copyButton(texts.id[index], `id of ${what.toLowerCase()}`),
      Dom.outside(texts.url[index]) ?? "",
      ...texts.links[index].map((link) => Dom.outside(link, "Link")).filter(Boolean)));
    return Dom.make("div", { class: "post" }, ...parts);
  }

  const METHODS = {
    given: "given by the source", html: "from the page's own data", url: "from the address",
    text: "read in the text", future: "given, but in the future, and not taken", none: "",
  };

  function when(texts, index) {
    const [time, first, last] = [texts.time[index], texts.earliest[index], texts.latest[index]];
    const method = texts.methods[texts.method[index]];
    const how = METHODS[method] ?? method;
    if (time === null) return `Date not known${how ? ` (${how})` : ""}`;
    const unsure = first === null || last === null ? 0 : last - first;
    const within = unsure > SECOND
      ? `; somewhere from ${Words.moment(first)} to ${Words.moment(last)}` : "";
    return `${unsure < HALF_DAY ? Words.moment(time) : Words.day(time)}${how ? `, ${how}` : ""}${within}`;
  }

  function aligned(passages, d, a) {
    if (!passages.length) return [];
    return [Dom.make("h4", {}, "Sentences that say the same"),
      pairs(passages, d, a, [`In the ${Data.noun}`, "In the article", "Alike"],
        (p) => p[ALIKE].toFixed(2)),
      Dom.note("Alike is what the sentence encoder says, from 0 to 1. One pair alone says little; " +
        "several in the same order say more.")];
  }

  function quoted(passages, d, a) {
    if (!passages.length) return [];
    return [Dom.make("h4", {}, "Both quote the same words"),
      pairs(passages, d, a, [`In the ${Data.noun}`, "In the article", "Words"],
        (p) => Words.number(p[WORDS])),
      Dom.note("These stand in quotation marks on both sides, as when both quote one speech. They " +
        "are no copy of the outlet and are left out of every share.")];
  }

  function pairs(passages, d, a, titles, last) {
    const { documents, articles } = Data;
    return Dom.make("div", { class: "scroll-x", tabindex: "0", role: "group", "aria-label": titles[0] },
      Dom.make("table", { class: "plain stacked" },
        Dom.make("thead", {}, Dom.make("tr", {}, Dom.make("th", { scope: "col" }, "Passage"),
          ...titles.map((title, index) => Dom.make("th", { scope: "col", class: index === 2 ? "n" : null }, title)))),
        Dom.make("tbody", {}, ...passages.map((p) => Dom.make("tr", {},
          Dom.make("th", { scope: "row", "data-title": "Passage" }, String(p[NUMBER])),
          Dom.make("td", { "data-title": titles[0] },
            Dom.strange(documents.text[d].slice(p[FROM], p[TO]) || "(not in this page)", "div")),
          Dom.make("td", { "data-title": titles[1] },
            Dom.strange(articles.text[a].slice(p[A_FROM], p[A_TO]) || "(not in this page)", "div")),
          Dom.make("td", { class: "n", "data-title": titles[2] }, last(p)))))));
  }

  function start() {
    if (!Data.matches.id.length) {
      body.append(Dom.make("p", {}, "There is no match to open."));
      return;
    }
    const named = Data.at(location.hash.slice(1));
    show(named >= 0 ? named : 0);
    if (named >= 0) Dom.goTo("match");
    window.addEventListener("hashchange", () => {
      const at = Data.at(location.hash.slice(1));
      if (at >= 0) open(at);
    });
  }

  return { start, open, current: () => current, listen: (listener) => listeners.push(listener) };
})();
