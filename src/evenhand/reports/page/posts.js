// Posts as cards: who, when to the second, the text with its differences marked, the id, the link.
const Posts = (() => {
  const AT_FIRST = 6; // posts of a burst before the rest is asked for

  // Two posts of two accounts.
  function pair(one, other, things) {
    const texts = compared(one, other);
    return Dom.make("article", { class: "pair-of-posts" },
      head(things),
      Dom.make("div", { class: "sides two" },
        card(one, "First", texts.left), card(other, later(one, other), texts.right)),
      Dom.note(texts.said));
  }

  // Posts of several accounts with the same things, one after another, compared with the text that
  // most of them have.
  function burst(group, index) {
    const lanes = Data.lanes(group);
    const { ticks, things, first, last } = lanes.bursts[index];
    const rows = new Set(ticks.map((tick) => lanes.row[tick]));
    const posts = ticks.map((tick) => lanes.post[tick]).filter((post) => post >= 0);
    // Posts are numbered by time.
    posts.sort((one, other) => one - other);
    const missing = ticks.length - posts.length;
    const article = Dom.make("article", { class: "pair-of-posts" }, head(things),
      Dom.make("p", {},
        `${Words.count(ticks.length, "post")} by ${Words.count(rows.size, "account")} `,
        last > first ? `within ${Words.span(last - first)}` : "at the same time",
        `, from ${Words.moment(first)}. `,
        Dom.make("button", {
          type: "button", class: "small",
          on: { click: () => State.tell("showBurst", { group, burst: index }) },
        }, "Show in the swim lanes")));
    if (posts.length) article.append(...compare(posts));
    if (missing) {
      article.append(Dom.note(
        `${Words.number(missing)} of these ${Words.count(ticks.length, "post")} ` +
          `${missing === 1 ? "is" : "are"} not in this page in full; the tables of the run have them.`));
    }
    return article;
  }

  function compare(posts) {
    const [earliest] = posts;
    const { model, same } = commonest(posts);
    const all = posts.map((post) => ({ post, texts: compared(model, post) }));
    const grid = Dom.make("div", { class: "sides many" });
    const add = (some) =>
      grid.append(...some.map(({ post, texts }) =>
        card(post, post === earliest ? "Earliest" : later(earliest, post), texts.right,
          post === model ? "The others are compared with this text" : texts.short)));
    add(all.slice(0, AT_FIRST));
    const note = model === undefined ? "" : Dom.make("p", { class: "note" }, ...verdict(same, posts));
    if (posts.length <= AT_FIRST) return [note, grid];
    const more = Dom.make("button", { type: "button" },
      `Show the other ${Words.number(posts.length - AT_FIRST)} posts`);
    more.addEventListener("click", () => {
      add(all.slice(AT_FIRST));
      more.remove();
      grid.children[AT_FIRST].querySelector("button").focus();
    });
    return [note, grid, Dom.make("p", { class: "more" }, more)];
  }

  function verdict(same, posts) {
    const underlined = Dom.make("mark", { class: "added" }, "underlined");
    if (same === posts.length) return ["All texts are the same, character for character."];
    if (same === 1) {
      return ["No two texts are exactly the same. Words that the earliest does not have are ",
        underlined, " in the others."];
    }
    return [`${Words.share(same, posts.length)} posts have the same text, character for character. `,
      "Words that it does not have are ", underlined, " in the others."];
  }

  // The earliest post with the text that most of these posts have, and how many have it.
  function commonest(posts) {
    const counts = new Map();
    for (const post of posts) {
      if (Data.postText(post) === null) continue;
      const text = Data.posts.text[post];
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const same = Math.max(0, ...counts.values());
    const model = posts.find((post) => counts.get(Data.posts.text[post]) === same);
    return { model: same ? model : undefined, same };
  }

  function head(things) {
    const most = 3;
    const parts = things.slice(0, most).map(({ signal, object }) => {
      const left = Data.raw.strings_left_off[object];
      return Dom.make("div", { class: "pair-head" }, Marks.signal(signal),
        Dom.strange(Data.strings[object] || "(empty)", "div", { class: "thing" }),
        left ? Dom.make("span", { class: "muted" }, `${Words.count(left, "more character")}`) : "");
    });
    if (things.length > most) {
      parts.push(Dom.make("p", { class: "muted" },
        `and ${Words.number(things.length - most)} more things in the same posts`));
    }
    return Dom.make("div", { class: "heads" }, ...parts);
  }

  function later(one, other) {
    const gap = Data.postTime(other) - Data.postTime(one);
    return gap === 0 ? "Same time" : `${Words.span(gap)} later`;
  }

  const plain = (text) => (text === null ? null : [{ text, same: true }]);

  // Texts of two posts with their differences, and what to say of them.
  function compared(one, other) {
    const [a, b] = [one === undefined ? null : Data.postText(one), Data.postText(other)];
    const as = (kind, said, short, left = plain(a), right = plain(b)) =>
      ({ kind, said, short, left, right });
    if (a === null || b === null) return as("none", "A text is missing in the input.", "");
    if (Data.posts.text[one] === Data.posts.text[other]) {
      return as("same", "The texts are the same, character for character.", "Same text");
    }
    const cut = Data.leftOff(one) || Data.leftOff(other);
    if (a === b) {
      const said = cut
        ? `The texts are the same in the first ${Words.count(a.length, "character")} and differ after.`
        : "The texts look the same and differ in characters that cannot be seen.";
      return as("start", said, said);
    }
    const found = Difference.compare(a, b);
    if (!found) return as("long", "The texts are too long to compare here.", "Not compared: too long");
    if (found.alike < 0.15) {
      return as("other", "The texts have few or no words in common; differences are not marked.",
        "Another text: few or no words in common");
    }
    const part = `${found.same} of ${found.words} words are the same, in order`;
    const of = cut ? `${part}, as far as shown (texts are cut)` : part;
    return as("near", `${of}.`, of, found.left, found.right);
  }

  function card(index, when, parts, short) {
    const { posts } = Data;
    const text = Data.postText(index);
    const id = posts.id[index];
    const words = Dom.make("blockquote", { dir: "auto" });
    if (!text) {
      words.append(Dom.make("span", { class: "muted" },
        text === null ? "The input has no text." : "The text is empty."));
    } else {
      for (const part of parts ?? plain(text)) {
        words.append(part.same ? part.text : Dom.make("mark", { class: "added" }, part.text));
      }
    }
    const leftOff = Data.leftOff(index);
    return Dom.make("div", { class: "post" },
      Dom.make("div", { class: "post-head" },
        Dom.make("strong", {}, Dom.strange(Data.called(posts.account[index]))),
        Dom.make("span", { class: "when" }, when)),
      Dom.make("div", { class: "post-time" }, Words.moment(Data.postTime(index)),
        posts.language[index] ? ` · language ${posts.language[index]}` : ""),
      words,
      leftOff ? Dom.make("div", { class: "muted" },
        `${Words.count(leftOff, "more character")} not shown`) : null,
      short ? Dom.make("div", { class: "muted" }, short) : null,
      Dom.make("div", { class: "post-foot" },
        Dom.make("code", {}, id), Dom.copyButton(id, `the id of post ${id}`),
        posts.url[index] ? Dom.outside(posts.url[index]) : null));
  }

  return { pair, burst };
})();
