import { Marked } from "marked";

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");

/** `Success rate (per run)` becomes `success-rate-per-run`. */
export function slug(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-").replaceAll(/^-|-$/g, "");
}

/**
 * Markdown to HTML for a page of ours. Raw HTML in the text is shown as text, only web addresses
 * and places within the page become links, images are dropped (the page loads nothing from
 * elsewhere), headings can be linked to, and what may be wider than a phone scrolls in a box of its
 * own that a keyboard can reach.
 */
export function renderMarkdown(markdown: string): string {
  // Each table's box needs a name of its own for those who move from box to box.
  let tables = 0;
  const marked = new Marked({
    gfm: true,
    renderer: {
      html: ({ text }) => escapeHtml(text),
      code: ({ text }) => `<pre tabindex="0"><code>${escapeHtml(text)}</code></pre>\n`,
      image: ({ text }) => escapeHtml(text),
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`;
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens);
        return /^(https?:\/\/|#|\/(?!\/))/.test(href)
          ? `<a href="${escapeHtml(href)}">${text}</a>`
          : text;
      },
      table(token) {
        const row = (cells: typeof token.header, tag: "th" | "td") =>
          `<tr>${
            cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")
          }</tr>`;
        tables += 1;
        return `<div class="scroll" role="region" aria-label="Table ${tables}" tabindex="0"><table><thead>${
          row(token.header, "th")
        }</thead><tbody>${
          token.rows.map((cells) => row(cells, "td")).join("")
        }</tbody></table></div>`;
      },
    },
  });
  return marked.parse(markdown, { async: false });
}
