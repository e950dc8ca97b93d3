// Puts the page together; the address may name a match: report.html#m12. A section that fails says so
// in its place and leaves the others standing.
Theme.start();
for (const [id, section] of [
  ["match", Match], ["matches", Matches], ["accounts", Accounts], ["groups", Groups],
]) {
  try {
    section.start();
  } catch (error) {
    console.error(error);
    document.getElementById(`${id}-body`).append(
      Dom.make("p", { class: "caution" },
        "This section could not be drawn; its data is in the tables of the run."));
  }
}
document.documentElement.dataset.ready = String(Math.round(performance.now()));
