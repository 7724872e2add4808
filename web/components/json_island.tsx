import { raw } from "hono/html";

/**
 * Data for a script of the page. It is a data block, not code, so the content policy allows it;
 * `<` is written as an escape, so nothing in the data can end the element.
 */
export function JsonIsland({ id, data }: { id: string; data: unknown }) {
  return (
    <script type="application/json" id={id}>
      {raw(JSON.stringify(data).replaceAll("<", "\\u003c"))}
    </script>
  );
}
