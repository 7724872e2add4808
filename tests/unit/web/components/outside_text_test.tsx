import assert from "node:assert/strict";
import fc from "fast-check";
import { JsonIsland } from "../../../../web/components/json_island.tsx";
import { flatten, KeyValues } from "../../../../web/components/key_values.tsx";
import { OutsideLink } from "../../../../web/components/outside_link.tsx";

Deno.test("an address that is not a web address is text, not a link", () => {
  for (
    const href of [
      "javascript:alert(1)",
      " javascript:x",
      "data:text/html,x",
      "vbscript:x",
      "no url",
    ]
  ) {
    const html = String(<OutsideLink href={href}>word</OutsideLink>);
    assert.equal(html, "<span>word</span>");
  }
  assert.match(
    String(<OutsideLink href="https://example.org/">word</OutsideLink>),
    /^<a href="https:/,
  );
});

Deno.test("no text can end a data block or change what is in it", () => {
  fc.assert(fc.property(
    fc.oneof(fc.string(), fc.constantFrom("</script>", "<!--<script>", "\u2028\u2029", "<")),
    (text) => {
      const html = String(<JsonIsland id="x" data={{ text }} />);
      const body = html.slice(html.indexOf(">") + 1, html.lastIndexOf("</script>"));
      assert.ok(!body.includes("<"), body);
      assert.deepEqual(JSON.parse(body), { text });
    },
  ));
});

Deno.test("names and values from outside are escaped", () => {
  const html = String(<KeyValues values={{ "<b>": "<script>x</script>" }} />);
  assert.ok(!html.includes("<b>") && !html.includes("<script>"), html);
});

Deno.test("nested objects become dotted names, and nothing reads as an empty word", () => {
  assert.deepEqual(flatten({ a: { b: 1, c: null }, d: [], e: ["x", "y"], f: true }), [
    ["a.b", "1"],
    ["a.c", "none"],
    ["d", "none"],
    ["e", "x; y"],
    ["f", "true"],
  ]);
});
