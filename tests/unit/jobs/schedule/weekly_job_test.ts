import assert from "node:assert/strict";
import fc from "fast-check";
import { weeklyJob } from "../../../../jobs/schedule/weekly_job.ts";
import { weeklyLoad } from "../../../../jobs/schedule/weekly_load.ts";
import { jobCommand, type JobOptions } from "../../../../jobs/cli/job_options.ts";
import { jobFromOptions } from "../../../../jobs/cli/job_from_options.ts";
import { makeEndpoint } from "../../../testing/samples.ts";

const HALF_AN_HOUR_MS = 1_800_000;
const RAW = { transport: "raw", reason: "the default" } as const;

Deno.test("endpoints without a known quota, or with a wide one, share one load", () => {
  for (const requestsPerMinute of [null, 600, 10_000]) {
    const { plan, requests } = weeklyLoad(requestsPerMinute, HALF_AN_HOUR_MS);
    assert.deepEqual(plan, { kind: "closed_loop", concurrency: 5 });
    assert.equal(requests, 150);
  }
});

Deno.test("no endpoint is asked more often in a minute than its catalog file allows", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 599 }), (requestsPerMinute) => {
    const { plan, requests } = weeklyLoad(requestsPerMinute, HALF_AN_HOUR_MS);
    assert.ok(plan.kind === "open_loop" && plan.arrival === "constant");
    assert.ok(plan.requestRatePerS * 60 <= requestsPerMinute * (1 + 1e-9));
    assert.ok(requests >= 1 && requests <= 150);
    // All of them are due while the run lasts.
    assert.ok((requests - 1) / plan.requestRatePerS * 1000 < HALF_AN_HOUR_MS);
  }));
});

Deno.test("a weekly job's command line asks for the same load as the job, and the run says why", async () => {
  for (const requestsPerMinute of [null, 30]) {
    const endpoint = makeEndpoint({ requestsPerMinute });
    const job = weeklyJob(endpoint, 7, "here", RAW);
    const command = jobCommand();
    const words = job.command.split(" ").slice(4);
    const byHand = [...words, "--url", "http://127.0.0.1:9/v1", "--model", "m"];
    command.parse(byHand, { from: "user" });
    const { job: repeated } = await jobFromOptions(undefined, command.opts<JobOptions>(), byHand);
    for (const field of ["plan", "maxRequests", "stopAfterMs", "respectRetryAfter"] as const) {
      assert.deepEqual(repeated[field], job[field], field);
    }
    assert.equal(job.metadata["paced_to_requests_per_minute"], requestsPerMinute ?? undefined);
  }
});
