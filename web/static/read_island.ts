/// <reference lib="dom" />

/** Data that the server put into the page; null where this page has none. */
export function readIsland<Data>(id: string): Data | null {
  const element = document.getElementById(id);
  return element === null ? null : JSON.parse(element.textContent ?? "null") as Data;
}
