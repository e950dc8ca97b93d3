// Numbers, shares and times in words; the same rules as sentences.py.
const Words = (() => {
  const SPACE = "\u00a0";
  const FEW = 10;
  const grouped = new Intl.NumberFormat("en");

  const number = (value) => grouped.format(value);

  function count(value, singular, plural = `${singular}s`) {
    return `${value === 0 ? "no" : number(value)} ${value === 1 ? singular : plural}`;
  }

  function percent(part, whole) {
    const value = (100 * part) / whole;
    if (value > 0 && value < 1) return `under${SPACE}1${SPACE}%`;
    if (value > 99 && value < 100) return `over${SPACE}99${SPACE}%`;
    return `${Math.round(value)}${SPACE}%`;
  }

  // Fewer than ten cases are given as counts only.
  function share(part, whole) {
    const counts = `${number(part)} of ${number(whole)}`;
    return part < FEW || whole < FEW ? counts : `${counts} (${percent(part, whole)})`;
  }

  function listed(words, most = words.length) {
    const shown = words.slice(0, most);
    if (words.length > most) shown.push(`${number(words.length - most)} more`);
    if (shown.length < 2) return shown.join("");
    return `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
  }

  function iso(ms) {
    return new Date(ms).toISOString();
  }

  const day = (ms) => iso(ms).slice(0, 10);

  // To the second; fractions only where the source has them.
  function clock(ms) {
    const text = iso(ms);
    return ms % 1000 ? text.slice(11, 23) : text.slice(11, 19);
  }

  const moment = (ms) => `${day(ms)} ${clock(ms)}${SPACE}UTC`;

  function period(from, to) {
    if (day(from) === day(to)) return `${day(from)} ${clock(from)} to ${clock(to)}${SPACE}UTC`;
    return `${day(from)} to ${day(to)} (UTC)`;
  }

  const UNITS = [
    [86400, "day"],
    [3600, "hour"],
    [60, "minute"],
  ];

  // About how long; the largest unit of which there are at least two.
  function span(ms) {
    const seconds = ms / 1000;
    for (const [size, unit] of UNITS) {
      if (seconds >= 2 * size) return count(Math.round((10 * seconds) / size) / 10, unit);
    }
    return seconds === 1 ? "1 second" : `${number(Math.round(seconds * 1000) / 1000)} seconds`;
  }

  // An expected count and a probability; the same rules as chance.py.
  function about(value) {
    if (value >= 100) return number(Math.round(value));
    if (value >= 10) return value.toFixed(1);
    if (value === 0) return "0";
    return value >= 0.01 ? value.toFixed(2) : "under 0.01";
  }

  function chance(value) {
    if (value < 1e-6) return "< 0.000001";
    if (value >= 0.1) return value.toFixed(2);
    return value.toFixed(Math.min(1 - Math.floor(Math.log10(value)), 6));
  }

  const equals = (value) => (value < 1e-6 ? chance(value) : `= ${chance(value)}`);

  return { about, chance, equals, SPACE, number, count, percent, share, listed, day, clock, moment, period, span };
})();
