// The picture of control on another day: lines and claims that do not hold then are put back.
const Control = (() => {
  function start() {
    const slider = document.getElementById("day");
    if (!slider) return;
    document.getElementById("day-control").hidden = false;
    const days = slider.dataset.days.split(" ");
    const shown = document.getElementById("day-shown");
    const ties = [...document.querySelectorAll("#control [data-first]")];
    const boxes = [...document.querySelectorAll("#control .box")];

    function show() {
      const day = days[Number(slider.value)];
      shown.textContent = day;
      slider.setAttribute("aria-valuetext", day);
      const joined = new Set();
      for (const tie of ties) {
        const holds = tie.dataset.first <= day && day <= tie.dataset.last;
        tie.classList.toggle("past", !holds);
        if (holds && tie.dataset.from) joined.add(tie.dataset.from).add(tie.dataset.to);
      }
      for (const box of boxes) {
        const alone = !joined.has(box.dataset.node) && !box.classList.contains("actor");
        box.classList.toggle("past", alone);
      }
    }
    slider.addEventListener("input", show);
    show();
  }
  return { start };
})();
