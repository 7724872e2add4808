import assert from "node:assert/strict";
import { renderMarkdown, slug } from "../../../web/render_markdown.ts";

Deno.test("raw HTML in a document is shown as text", () => {
  const html = renderMarkdown("Before <script>alert(1)</script> after\n\n<img src=x onerror=y>\n");
  assert.ok(!html.includes("<script"), html);
  assert.ok(!html.includes("<img"), html);
  assert.ok(html.includes("&lt;script&gt;"), html);
});

Deno.test("only web addresses and places on the site become links", () => {
  assert.match(
    renderMarkdown("[a](https://example.org/x)"),
    /<a href="https:\/\/example.org\/x">a<\/a>/,
  );
  assert.match(renderMarkdown("[a](#ttft)"), /<a href="#ttft">/);
  assert.match(renderMarkdown("[a](/endpoints)"), /<a href="\/endpoints">/);
  for (
    const href of ["javascript:alert(1)", "data:text/html,x", "//evil.example", "JAVASCRIPT:x"]
  ) {
    assert.ok(!renderMarkdown(`[a](${href})`).includes("<a"), href);
  }
});

Deno.test("images are not loaded: their words stand in their place", () => {
  assert.equal(renderMarkdown("![a chart](https://example.org/x.png)").trim(), "<p>a chart</p>");
});

Deno.test("headings can be linked to by their words", () => {
  assert.equal(slug("Success rate (per run)"), "success-rate-per-run");
  assert.match(renderMarkdown("## `ttft` and ITL"), /<h2 id="ttft-and-itl">/);
});

Deno.test("code is shown as it is, in a box that a keyboard can reach", () => {
  assert.equal(
    renderMarkdown('```ts\na < b && "<b>"\n```\n').trim(),
    '<pre tabindex="0"><code>a &lt; b &amp;&amp; &quot;&lt;b&gt;&quot;</code></pre>',
  );
});

Deno.test("a table stands in a box that a keyboard can reach", () => {
  const html = renderMarkdown("| a | b |\n|---|---|\n| `1` | <b>2</b> |\n");
  assert.match(html, /<div class="scroll"[^>]* tabindex="0">/);
  assert.match(html, /<td><code>1<\/code><\/td>/);
  assert.ok(!html.includes("<b>"), html);
});
