/// <reference lib="dom" />

/**
 * Lets a reader sort a table's rows by a click on a column's head. Ranks stay what they are: only
 * the order of the rows changes. Without this script the heads are links that rank anew.
 */
export function makeSortable(table: HTMLTableElement): void {
  const heads = [...table.querySelectorAll<HTMLTableCellElement>("thead th[data-sort]")];
  for (const head of heads) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.dataset["label"] ?? "";
    button.addEventListener("click", () => {
      const ascending = head.ariaSort === null
        ? head.dataset["sort"] === "ascending"
        : head.ariaSort === "descending";
      for (const other of heads) other.ariaSort = null;
      head.ariaSort = ascending ? "ascending" : "descending";
      sortRows(table, head.cellIndex, ascending);
    });
    head.querySelector(".head-label")?.replaceChildren(button);
  }
}

function sortRows(table: HTMLTableElement, column: number, ascending: boolean): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const keyed = [...body.rows].map((row) => ({ row, key: row.cells[column]?.dataset["value"] }));
  keyed.sort((a, b) => compare(a.key, b.key, ascending));
  body.append(...keyed.map(({ row }) => row));
}

/** Numbers by size, texts by letter; a row without a figure comes last either way. */
function compare(a: string | undefined, b: string | undefined, ascending: boolean): number {
  if (!a || !b) return Number(!a) - Number(!b);
  const difference = Number(a) - Number(b);
  const order = Number.isNaN(difference) ? a.localeCompare(b, "en") : difference;
  return ascending ? order : -order;
}
