import { raw } from "hono/html";
import type { AssetUrls } from "../assets.ts";
import { Layout } from "./layout.tsx";

/** The methodology document, as HTML that {@link renderMarkdown} made. */
export function MethodologyPage({ html, assets }: { html: string; assets: AssetUrls }) {
  return (
    <Layout title="Methodology · Lapboard" assets={assets} here="methodology">
      <article class="prose">{raw(html)}</article>
    </Layout>
  );
}
