import type { Child } from "hono/jsx";
import type { AssetUrls } from "../assets.ts";

interface LayoutProps {
  title: string;
  assets: AssetUrls;
  /** Which entry of the menu this page is. */
  here?: "board" | "endpoints" | "methodology" | "add-provider";
  /** The page's script, if it has one. Without it the page still reads well. */
  script?: keyof AssetUrls["scripts"];
  children: Child;
}

const MENU = [
  { key: "board", href: "/", label: "Board" },
  { key: "endpoints", href: "/endpoints", label: "Endpoints" },
  { key: "methodology", href: "/methodology", label: "Methodology" },
  { key: "add-provider", href: "/add-provider", label: "Add a provider" },
] as const;

/** The frame of every page. */
export function Layout({ title, assets, here, script, children }: LayoutProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{title}</title>
        <link rel="icon" href={assets.icon} type="image/svg+xml" />
        <link rel="stylesheet" href={assets.css} />
        {script && <script src={assets.scripts[script]} type="module" />}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header class="site-header">
          <div class="bar">
            <a class="wordmark" href="/">Lapboard</a>
            <nav aria-label="Site">
              <ul>
                {MENU.map(({ key, href, label }) => (
                  <li>
                    <a href={href} aria-current={key === here ? "page" : undefined}>{label}</a>
                  </li>
                ))}
              </ul>
            </nav>
          </div>
        </header>
        <main id="main" tabindex={-1}>{children}</main>
        <footer class="site-footer">
          <div class="bar">
            <p>
              Every figure is computed from raw samples that are kept and can be downloaded.{" "}
              <a href="/methodology">How it is measured</a>
              {" · "}
              <a href="/api/v1/openapi.json">API</a>
            </p>
          </div>
        </footer>
      </body>
    </html>
  );
}
