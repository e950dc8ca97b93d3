// A time axis in UTC: round moments from milliseconds to years, and how to write them.
const Axis = (() => {
  const [SECOND, MINUTE, HOUR, DAY] = [1e3, 6e4, 36e5, 864e5];
  const STEPS = [
    10, 20, 50, 100, 200, 500,
    SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
    MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
    HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
    DAY, 2 * DAY, 7 * DAY, 14 * DAY,
  ];
  const MONTHS = [1, 2, 3, 6, 12, 24, 60, 120];

  // Round moments between two times, at most about `most`, each with its label;
  // `short` leaves out the year of a day.
  function ticks(from, to, most, short) {
    const wish = (to - from) / Math.max(most, 1);
    const step = STEPS.find((size) => size >= wish);
    if (step === undefined) return months(from, to, wish);
    const found = [];
    // Weeks begin on a Monday, as 1970-01-05 did.
    const origin = step >= 7 * DAY ? 4 * DAY : 0;
    for (let t = Math.ceil((from - origin) / step) * step + origin; t <= to; t += step) {
      found.push({ at: t, label: label(t, step, short) });
    }
    return found;
  }

  function months(from, to, wish) {
    const size = MONTHS.find((count) => count * 28 * DAY >= wish) ?? MONTHS[MONTHS.length - 1];
    const start = new Date(from);
    const found = [];
    let month = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / size) * size;
    for (; ; month += size) {
      const at = Date.UTC(Math.floor(month / 12), month % 12, 1);
      if (at > to) return found;
      if (at >= from) found.push({ at, label: Words.day(at).slice(0, size >= 12 ? 4 : 7) });
    }
  }

  function label(at, step, short) {
    const text = new Date(at).toISOString();
    if (step >= DAY || at % DAY === 0) return text.slice(short ? 5 : 0, 10);
    if (step >= MINUTE) return text.slice(11, 16);
    if (step >= SECOND) return text.slice(11, 19);
    return text.slice(14, 23);
  }

  // Draws labels and faint lines; `x` turns a time into pixels.
  function draw(context, { from, to, width, top, bottom, x }) {
    context.font = "11px system-ui, sans-serif";
    context.textBaseline = "alphabetic";
    context.fillStyle = Theme.colour("muted");
    context.strokeStyle = Theme.colour("line");
    context.lineWidth = 1;
    context.textAlign = "center";
    let clear = -Infinity;
    for (const tick of ticks(from, to, width / (width < 420 ? 56 : 84), width < 420)) {
      const at = Math.round(x(tick.at)) + 0.5;
      context.beginPath();
      context.moveTo(at, top);
      context.lineTo(at, bottom);
      context.stroke();
      const half = context.measureText(tick.label).width / 2 + 3;
      if (at - half < clear || at - half < 0 || at + half > width) continue;
      context.fillText(tick.label, at, top - 4);
      clear = at + half;
    }
  }

  return { draw };
})();
