import type { ReportJson } from "../../api/contract.ts";
import type { AssetUrls } from "../assets.ts";
import { ReportBody } from "../components/report/report_body.tsx";
import { Layout } from "./layout.tsx";

/** A report of a run or a group, as a page of the site. */
export function ReportPage({ report, assets }: { report: ReportJson; assets: AssetUrls }) {
  const path = `/api/v1/reports/${report.subject}s/${report.id}`;
  return (
    <Layout title={`${report.endpoint_id}, ${report.plan_kind} · Lapboard`} assets={assets}>
      <ReportBody report={report} base="" />
      <p>
        <a href={path}>This report as JSON</a>
        {report.subject === "run" && (
          <>
            {" · "}
            <a href={`/runs/${report.id}`}>the run with its failures and samples</a>
          </>
        )}
      </p>
    </Layout>
  );
}
