// Puts the page together; the address may name a group: report.html#c3. A section that fails says
// so in its place and leaves the others standing.
const named = Data.groups.findIndex((group) => `#${group.id}` === location.hash);
if (named >= 0) State.set("group", named);
else {
  const first = Data.groups.findIndex((_, index) => !Data.declared(index));
  if (first > 0) State.set("group", first);
}
Theme.start();
for (const [id, section] of [
  ["groups", Groups], ["declared", Declared], ["when", When], ["inside", Inside],
  ["evidence", Evidence], ["accounts", Accounts],
  ["map", MapControls],
]) {
  try {
    section.start();
  } catch (error) {
    console.error(error);
    document.getElementById(`${id}-body`).append(
      Dom.make("p", { class: "caution" },
        "This section could not be drawn; its data is in the tables of the run."),
    );
  }
}
if (named >= 0) Dom.goTo("inside");
document.documentElement.dataset.ready = String(Math.round(performance.now()));
