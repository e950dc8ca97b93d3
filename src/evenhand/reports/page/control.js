// The picture of control on another day: lines and claims that do not hold then are put back.
const Control = (() => {
  function start() {
    centre();
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
  // Where the picture is wider than the page, the actor is what is seen of it first.
  function centre() {
    const picture = document.querySelector("#control .picture");
    const actor = picture?.querySelector(".box.actor");
    if (!actor) return;
    const [outer, inner] = [picture, actor].map((one) => one.getBoundingClientRect());
    picture.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
  }
  return { start };
})();
