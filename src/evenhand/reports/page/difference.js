// Which words two texts do not share (longest common subsequence of words).
const Difference = (() => {
  const MOST = 700; // words compared; more would make the page wait
  const segments =
    typeof Intl.Segmenter === "function"
      ? new Intl.Segmenter("und", { granularity: "word" })
      : null;

  // Words, with the spaces and signs between them, so that putting them together gives the text.
  function words(text) {
    // An address is one word.
    return text.split(/(https?:\/\/\S+)/).flatMap((part, index) => {
      if (index % 2) return [part];
      if (segments) return Array.from(segments.segment(part), (word) => word.segment);
      return part.match(/\s+|\S+/g) ?? [];
    });
  }

  // Returns for each text a list of {text, same}; how many words (and signs) are the same in order,
  // of how many in the longer text, and that part (0 to 1). Null when they are too long.
  function compare(left, right) {
    const [a, b] = [words(left), words(right)];
    let head = 0;
    while (head < a.length && head < b.length && a[head] === b[head]) head++;
    let tail = 0;
    while (
      tail < a.length - head &&
      tail < b.length - head &&
      a[a.length - 1 - tail] === b[b.length - 1 - tail]
    ) {
      tail++;
    }
    const [middleA, middleB] = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
    if (middleA.length > MOST || middleB.length > MOST) return null;
    const [inA, inB] = common(middleA, middleB);
    const mark = (list, flags) =>
      list.map((text, index) => ({
        text,
        same: index < head || index >= list.length - tail || flags[index - head] === 1,
      }));
    const [markedA, markedB] = [mark(a, inA), mark(b, inB)];
    const solid = (list) => list.filter((part) => /[\p{L}\p{N}\p{S}]/u.test(part.text));
    const [solidA, solidB] = [solid(markedA), solid(markedB)];
    const same = solidA.filter((part) => part.same).length;
    const most = Math.max(solidA.length, solidB.length, 1);
    return { left: joined(markedA), right: joined(markedB), same, words: most, alike: same / most };
  }

  function common(a, b) {
    const width = b.length + 1;
    const table = new Uint16Array((a.length + 1) * width);
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) {
        table[i * width + j] =
          a[i] === b[j]
            ? table[(i + 1) * width + j + 1] + 1
            : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
      }
    }
    const [inA, inB] = [new Uint8Array(a.length), new Uint8Array(b.length)];
    let [i, j] = [0, 0];
    while (i < a.length && j < b.length) {
      if (a[i] === b[j]) {
        inA[i++] = 1;
        inB[j++] = 1;
      } else if (table[(i + 1) * width + j] >= table[i * width + j + 1]) i++;
      else j++;
    }
    return [inA, inB];
  }

  // Neighbours that are marked alike become one; spaces at the ends of a mark are left out of it.
  function joined(parts) {
    const made = [];
    parts.forEach((part, index) => {
      const around = [parts[index - 1], parts[index + 1]];
      if (!part.text.trim() && around.some((other) => !other || other.same)) part.same = true;
    });
    for (const part of parts) {
      const last = made[made.length - 1];
      if (last && last.same === part.same) last.text += part.text;
      else made.push({ ...part });
    }
    return made;
  }

  return { compare };
})();
