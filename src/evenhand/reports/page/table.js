// A table that is sorted by its headings and read page by page.
const Table = (() => {
  const PAGE = 25;

  // `columns`: {name, title, number, value(row), cell(row)}; rows are indices.
  // Returns {element, show(rows), again()}; again draws the same rows anew.
  function table({ caption, columns, sort, descending, rowClass, noun = ["account"] }) {
    let rows = [];
    let page = 0;
    let by = columns.find((column) => column.name === sort);
    let down = descending;
    const head = Dom.make("tr", {});
    const body = Dom.make("tbody", {});
    const status = Dom.make("span", { class: "status", role: "status" });
    const back = Dom.make("button", { type: "button", on: { click: () => turn(-1) } }, "Previous");
    const next = Dom.make("button", { type: "button", on: { click: () => turn(1) } }, "Next");
    const headings = columns.map((column) => {
      const button = Dom.make(
        "button",
        { type: "button", class: "sort", on: { click: () => order(column) } },
        column.title,
        Dom.make("span", { class: "arrow", "aria-hidden": "true" }),
      );
      const heading = Dom.make("th", { scope: "col", class: column.number ? "n" : null }, button);
      head.append(heading);
      return heading;
    });

    function order(column) {
      down = by === column ? !down : Boolean(column.number);
      by = column;
      sorter.box.value = by.name;
      show(rows);
    }

    // Where the table is too narrow for headings, a list of them stands in.
    const sorter = Dom.select("Sort by", columns.map((column) => [column.name, column.title]),
      sort, (name) => order(columns.find((column) => column.name === name)));
    sorter.label.classList.add("sort-by");

    function show(given) {
      const sign = down ? -1 : 1;
      rows = [...given].sort((one, other) => {
        const [a, b] = [by.value(one), by.value(other)];
        // What is not known comes last in either order.
        if (a === null || b === null) return (a === null) - (b === null) || one - other;
        if (a === b) return one - other;
        return (a < b ? -1 : 1) * sign;
      });
      page = 0;
      draw();
    }

    function turn(pages) {
      page += pages;
      draw();
    }

    function draw() {
      const pages = Math.max(1, Math.ceil(rows.length / PAGE));
      const here = rows.slice(page * PAGE, (page + 1) * PAGE);
      body.replaceChildren(
        ...here.map((row) =>
          Dom.make(
            "tr",
            { class: rowClass?.(row) },
            ...columns.map((column) =>
              Dom.make(
                "td",
                { class: column.number ? "n" : null, "data-title": column.title },
                column.cell(row),
              ),
            ),
          ),
        ),
      );
      columns.forEach((column, index) => {
        const way = column === by ? (down ? "descending" : "ascending") : "none";
        headings[index].setAttribute("aria-sort", way);
      });
      back.disabled = page === 0;
      next.disabled = page >= pages - 1;
      const first = rows.length ? page * PAGE + 1 : 0;
      status.textContent =
        `${Words.number(first)} to ${Words.number(page * PAGE + here.length)} of ` +
        Words.count(rows.length, ...noun);
    }

    const element = Dom.make(
      "div",
      {},
      sorter.label,
      Dom.make(
        "div",
        { class: "scroll-x" },
        Dom.make(
          "table",
          { class: "plain stacked" },
          Dom.make("caption", {}, caption),
          Dom.make("thead", {}, head),
          body,
        ),
      ),
      Dom.make("div", { class: "pages" }, back, status, next),
    );
    return { element, show, again: draw };
  }

  return { table };
})();
