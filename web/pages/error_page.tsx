import type { AssetUrls } from "../assets.ts";
import { Layout } from "./layout.tsx";

interface ErrorPageProps {
  status: number;
  /** One line for the reader. */
  message: string;
  assets: AssetUrls;
}

const HEADINGS: Record<number, string> = {
  400: "That address does not make sense here",
  404: "There is no such page",
  503: "The database does not answer",
};

/** What went wrong, and the way back. */
export function ErrorPage({ status, message, assets }: ErrorPageProps) {
  const heading = HEADINGS[status] ?? "Something broke on our side";
  return (
    <Layout title={`${heading} · Lapboard`} assets={assets}>
      <h1>{heading}</h1>
      <p class="lead">{message}</p>
      <p>
        <a href="/">Back to the board</a>
      </p>
    </Layout>
  );
}
