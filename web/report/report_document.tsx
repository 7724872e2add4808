import { createHash } from "node:crypto";
import { raw } from "hono/html";
import type { ReportJson } from "../../api/contract.ts";
import { ReportBody } from "../components/report/report_body.tsx";

/**
 * A report as one HTML file that needs nothing else: no script, no network, charts as SVG. Its own
 * policy lets nothing run or load, whatever a provider may have written into a model's name.
 *
 * @param css the site's stylesheet
 */
export function reportDocument(report: ReportJson, css: string): string {
  if (/<\/style/i.test(css)) throw new Error("the stylesheet would end its own element");
  const hash = createHash("sha256").update(css).digest("base64");
  const policy =
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{report.endpoint_id}, {report.plan_kind} · Lapboard report</title>
        <style>{raw(css)}</style>
      </head>
      <body>
        <header class="site-header">
          <div class="bar">
            <span class="wordmark">Lapboard</span>
            <span class="muted">
              report of {report.subject} {report.id}
            </span>
          </div>
        </header>
        <main id="main">
          <ReportBody report={report} base={null} />
        </main>
      </body>
    </html>
  );
  return `<!doctype html>${page}\n`;
}
