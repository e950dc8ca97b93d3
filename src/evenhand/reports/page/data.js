// The data of the page, decoded. Times leave here as milliseconds since 1970 UTC.
const Data = (() => {
  const raw = JSON.parse(document.getElementById("data").textContent);
  const { accounts, groups, posts, edges, signals, strings } = raw;
  const ms = (step) => raw.clock.start_ms + step * raw.clock.step_ms;
  const kept = new Map();

  // Swim lanes of a group: ticks by row and time, and the bursts that join them; null if it has none.
  function lanes(group) {
    if (!groups[group]?.lanes) return null;
    if (!kept.has(group)) kept.set(group, decode(groups[group].lanes));
    return kept.get(group);
  }

  function decode(source) {
    const size = source.times.length;
    const row = new Uint16Array(size);
    const time = new Float64Array(size);
    const post = new Int32Array(size).fill(-1);
    const start = [0];
    let tick = 0;
    source.row_sizes.forEach((length, index) => {
      let step = 0;
      for (let end = tick + length; tick < end; tick++) {
        step += source.times[tick];
        row[tick] = index;
        time[tick] = ms(step);
      }
      start.push(tick);
    });
    const coordinated = Uint8Array.from(source.coordinated, Number);
    for (let i = 0; i < source.posts.length; i += 2) post[source.posts[i]] = source.posts[i + 1];
    const burstsOf = new Map();
    const bursts = source.burst_ticks.map((ticks, index) => {
      const flat = source.burst_things[index];
      const things = [];
      for (let i = 0; i < flat.length; i += 2) things.push({ signal: flat[i], object: flat[i + 1] });
      for (const one of ticks) {
        if (!burstsOf.has(one)) burstsOf.set(one, []);
        burstsOf.get(one).push(index);
      }
      const times = ticks.map((one) => time[one]);
      return { ticks, things, first: Math.min(...times), last: Math.max(...times) };
    });
    const postsInAll = source.posts_in_all;
    return {
      accounts: source.accounts, row, time, post, start, coordinated, bursts, burstsOf, postsInAll,
    };
  }

  // How an account is called: its handle, or its id where it has none.
  const called = (account) => accounts.handle[account] || accounts.id[account];

  function postTime(post) {
    return ms(posts.time[post]);
  }

  function postText(post) {
    return posts.has_text[post] === "1" ? posts.texts[posts.text[post]] : null;
  }

  // Characters of a post's text that the page does not have.
  const leftOff = (post) => (posts.has_text[post] === "1" ? posts.texts_left_off[posts.text[post]] : 0);

  const groupName = (group) => `Group ${group + 1}`;

  // Only where groups were tested; without a test nothing is either.
  const unconfirmed = (group) => groups[group]?.confirmed === false;

  // Only where declarations were given; without them no group is declared.
  const declared = (group) => groups[group]?.declared?.is === true;

  const groupWords = (group) => {
    const said = [declared(group) ? "declared" : "", unconfirmed(group) ? "not confirmed" : ""];
    const words = said.filter(Boolean).join(", ");
    return words ? `${groupName(group)} (${words})` : groupName(group);
  };

  const signalName = (signal) => signals[signal].replace("_", " ");

  return {
    raw, accounts, groups, posts, edges, signals, strings, ms, lanes, called, postTime, postText, leftOff,
    groupName, groupWords, unconfirmed, declared, signalName,
    period: raw.period.map(ms),
  };
})();
