import assert from "node:assert/strict";
import type { z } from "zod";
import { type ApiDeps, createApp } from "../../api/mod.ts";
import {
  endpointListSchema,
  histogramsSchema,
  type Leaderboard,
  leaderboardSchema,
  problemSchema,
  type Run,
  runSchema,
  type SampleJson,
  type SamplePage,
  samplePageSchema,
} from "../../api/contract.ts";
import type { Database } from "../../db/client.ts";
import { sampleToJson } from "../../jobs/samples/mod.ts";
import { testOnBothDatabases, withPostgres } from "../testing/databases.ts";
import { seedRun } from "../testing/seed_board.ts";
import { HOSTILE_TEXT, RUN_IDS, SEEDED_NOW, seedWeek } from "../testing/seed_week.ts";

const UNKNOWN_RUN = "99999999-9999-4999-8999-999999999999";

/** An app whose answers are checked against the published schema. */
function connect(db: Database, deps: Partial<ApiDeps> = {}) {
  const faults: string[] = [];
  const app = createApp({
    db,
    now: () => SEEDED_NOW,
    logError: (text) => faults.push(text),
    ...deps,
  });
  const get = async (path: string, init?: RequestInit) => await app.request(path, init);
  const read = async <Schema extends z.ZodType>(path: string, schema: Schema) => {
    const response = await get(path);
    const body = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    assert.match(response.headers.get("content-type")!, /^application\/json/);
    const { error, data } = schema.safeParse(body);
    assert.equal(error, undefined, `${path} breaks its schema: ${error?.message}`);
    assert.deepEqual(data, body, `${path} says more than its schema`);
    return body as z.output<Schema>;
  };
  const refuse = async (path: string, status: number, init?: RequestInit) => {
    const response = await get(path, init);
    assert.equal(response.status, status, path);
    const { error } = problemSchema.strict().parse(await response.json());
    assert.ok(!error.message.includes("\n"), "the message is one line");
    return error;
  };
  const board = (query = ""): Promise<Leaderboard> =>
    read(`/api/v1/leaderboard${query}`, leaderboardSchema);
  return { get, read, refuse, board, faults };
}

const ids = (rows: { endpoint: { id: string } }[]) => rows.map((row) => row.endpoint.id);

testOnBothDatabases("the API serves what was measured", async (db, t) => {
  const api = connect(db);

  await t.step("an empty database gives an empty board, not an error", async () => {
    const board = await api.board();
    assert.equal(board.week, null);
    assert.deepEqual([board.entries, board.unranked, board.not_measured], [[], [], []]);
  });

  await seedWeek(db);

  await t.step("the board of the newest week is ranked by TTFT P50, best first", async () => {
    const board = await api.board();
    assert.equal(board.week, "2026-W47");
    assert.deepEqual(board.weeks, ["2026-W47", "2026-W46"]);
    assert.deepEqual([board.metric, board.quantile, board.direction], ["ttft", "p50", "lower"]);
    assert.deepEqual(ids(board.entries), [
      "swift/llama-3.1-8b",
      "brisk/llama-3.1-8b-instruct",
      "acme/llama-3.1-8b-fp8",
      "simulated/steady",
    ]);
    assert.deepEqual(board.entries.map(({ rank }) => rank), [1, 2, 3, 4]);
    for (const { rank, rank_interval: [best, worst] } of board.entries) {
      assert.ok(best <= rank && rank <= worst, `rank ${rank} lies within ${best} to ${worst}`);
    }
    assert.deepEqual(board.entries.map(({ rank_interval }) => rank_interval).slice(1, 3), [
      [2, 3],
      [2, 3],
    ]);
  });

  await t.step("what cannot be ranked is listed with its reason", async () => {
    const { unranked } = await api.board();
    const reasons = Object.fromEntries(unranked.map((row) => [row.endpoint.id, row.reason]));
    assert.match(reasons["hasty/llama-3.1-8b"]!, /^success rate 86\.6 % is under 95 %$/);
    assert.match(reasons["steady/llama-3.1-8b"]!, /^the measurement is invalid: .*84 ms/);
    assert.equal(unranked.length, 2);
  });

  await t.step("what was not measured is listed with the reason of its slot", async () => {
    const { not_measured } = await api.board();
    assert.deepEqual(not_measured.map(({ endpoint, reason }) => [endpoint.id, reason]), [
      [
        "openly/llama-3.1-8b",
        "OPENLY_API_KEY is not set; set it and the next tick measures this endpoint",
      ],
      ["quiet/qwen-3-32b", "no run in this week"],
    ]);
  });

  await t.step("every endpoint stands in exactly one part of the board", async () => {
    const { endpoints } = await api.read("/api/v1/endpoints", endpointListSchema);
    const board = await api.board();
    assert.deepEqual(
      [...ids(board.entries), ...ids(board.unranked), ...ids(board.not_measured)].sort(),
      endpoints.map(({ id }) => id).sort(),
    );
  });

  await t.step("a row carries the figures of its run", async () => {
    const { entries } = await api.board();
    const swift = entries[0]!;
    const run: Run = await api.read(`/api/v1/runs/${swift.run_id}`, runSchema);
    const { ttft_ms, itl_ms, output_tps } = run.statistics!.metrics;
    assert.equal(swift.ttft_p50_ms, ttft_ms.p50);
    assert.deepEqual(swift.ttft_p50_ci95_ms, ttft_ms.ci95["p50"]);
    assert.equal(swift.ttft_p99_ms, ttft_ms.p99);
    assert.equal(swift.ttft_p99_certified, true, "700 requests certify a P99");
    assert.equal(entries[1]!.ttft_p99_certified, false, "118 requests do not");
    assert.equal(swift.itl_p50_ms, itl_ms.p50);
    assert.equal(swift.output_tps_p50, output_tps.p50);
    assert.deepEqual([swift.value, swift.value_ci95], [ttft_ms.p50, ttft_ms.ci95["p50"]]);
    assert.deepEqual([swift.correct_rate, run.correct.rate], [1, 1]);
    assert.deepEqual(swift.price, {
      input_usd_per_mtok: 0.05,
      output_usd_per_mtok: 0.08,
      blended_usd_per_mtok: (3 * 0.05 + 0.08) / 4,
      source: "https://swift.example/pricing",
      read_on: "2026-11-10",
    });
  });

  await t.step("a board can be ranked by another metric, quantile, model and week", async () => {
    const fastest = await api.board("?metric=output_tps");
    assert.equal(fastest.direction, "higher");
    const speeds = fastest.entries.map(({ value }) => value!);
    assert.deepEqual(speeds, [...speeds].sort((a, b) => b - a));
    const p90 = await api.board("?quantile=p90");
    assert.ok(p90.entries[0]!.value! > p90.entries[0]!.ttft_p50_ms!);
    const simulated = await api.board("?model=simulated");
    assert.deepEqual(ids(simulated.entries), ["simulated/steady"]);
    assert.deepEqual([simulated.unranked, simulated.not_measured], [[], []]);
    const before = await api.board("?week=2026-W46");
    assert.deepEqual(before.entries.map(({ run_id }) => run_id), [RUN_IDS.lastWeek]);
    assert.equal(before.entries[0]!.stale, true);
    assert.equal(fastest.entries[0]!.stale, false);
  });

  await t.step(
    "ranking by price leaves out endpoints without a price, with the reason",
    async () => {
      const board = await api.board("?metric=price");
      assert.equal(board.quantile, null);
      assert.deepEqual(ids(board.entries), ["swift/llama-3.1-8b", "brisk/llama-3.1-8b-instruct"]);
      assert.ok(ids(board.unranked).includes("acme/llama-3.1-8b-fp8"));
    },
  );

  await t.step("a week without runs is empty and says what was not measured", async () => {
    const board = await api.board("?week=2026-W40");
    assert.deepEqual([board.entries, board.unranked], [[], []]);
    assert.equal(board.not_measured.length, 7, "all enabled endpoints");
  });

  await t.step("a run comes with failures, checks and quality as they were stored", async () => {
    const run: Run = await api.read(`/api/v1/runs/${RUN_IDS.flaky}`, runSchema);
    assert.deepEqual(run.statistics!.failures, { http_5xx: 12 });
    assert.equal(run.failure_examples.length, 3);
    assert.deepEqual(run.failure_examples.map(({ index }) => index), [6, 13, 20]);
    assert.equal(run.failure_examples[0]!.body_excerpt, HOSTILE_TEXT);
    assert.deepEqual([run.correct.passed, run.correct.asked], [16, 17]);
    assert.equal(run.check_items.length, 18, "unanswered questions are shown, and not judged");
    assert.equal(run.check_items[16]!.got, HOSTILE_TEXT);
    assert.equal(run.sample_count, 90);
    assert.equal(run.quality?.["verdict"], "ok");
  });

  await t.step("histograms count the successful requests and their gaps", async () => {
    const path = `/api/v1/runs/${RUN_IDS.flaky}`;
    const run: Run = await api.read(path, runSchema);
    const histograms = await api.read(`${path}/histograms`, histogramsSchema);
    assert.equal(histograms.ttft_ms!.n, run.statistics!.metrics.ttft_ms.n);
    assert.equal(histograms.itl_ms!.n, run.statistics!.metrics.itl_ms.n);
    assert.equal(histograms.e2e_ms!.max, run.statistics!.metrics.e2e_ms.max);
    assert.equal(histograms.ttft_ms!.start, run.statistics!.metrics.ttft_ms.min);
  });

  await t.step(
    "pages of samples join to the whole run, and JSON Lines holds the same",
    async () => {
      const path = `/api/v1/runs/${RUN_IDS.flaky}/samples`;
      const paged: SampleJson[] = [];
      let after: number | null = -1;
      let pages = 0;
      while (after !== null) {
        const page: SamplePage = await api.read(
          `${path}?limit=40&after=${after}`,
          samplePageSchema,
        );
        paged.push(...page.samples);
        after = page.next_after;
        pages += 1;
      }
      assert.equal(pages, 3);
      assert.deepEqual(paged.map(({ index }) => index), Array.from({ length: 90 }, (_, i) => i));
      const response = await api.get(`${path}?format=jsonl`);
      assert.match(response.headers.get("content-type")!, /^application\/jsonl/);
      const lines = (await response.text()).trimEnd().split("\n");
      assert.deepEqual(lines.map((line) => JSON.parse(line)), paged);
    },
  );

  await t.step("a sample served is the sample that was stored, bit for bit", async () => {
    const runId = "88888888-8888-4888-8888-888888888888";
    const stored = await seedRun(db, {
      runId,
      endpoint: { id: "exact/one" },
      workloadId: "other",
      requests: 24,
      failEvery: 24,
    });
    const page = await api.read(`/api/v1/runs/${runId}/samples`, samplePageSchema);
    assert.deepEqual(page.samples, stored.map(sampleToJson));
    assert.equal(page.next_after, null);
    const board = await api.board();
    assert.deepEqual(board.workloads, ["chat-550-150", "other"]);
    assert.ok(!ids(board.entries).includes("exact/one"), "another workload is another board");
    assert.deepEqual(ids((await api.board("?workload=other")).entries), ["exact/one"]);
  });

  assert.deepEqual(api.faults, []);
});

Deno.test("the API refuses what it does not understand in one clear line", async (t) => {
  await withPostgres(async (db) => {
    const api = connect(db);
    const cases: [path: string, status: number, code: string, message: RegExp][] = [
      ["/api/v1/leaderboard?week=last", 400, "invalid_parameter", /"week": must be an ISO week/],
      ["/api/v1/leaderboard?metric=speed", 400, "invalid_parameter", /"metric": .*ttft/],
      ["/api/v1/leaderboard?model=gpt-9", 400, "invalid_parameter", /"gpt-9"; known: all/],
      ["/api/v1/leaderboard?workload=x", 400, "invalid_parameter", /known: chat-550-150/],
      ["/api/v1/leaderboard?region=mars", 400, "invalid_parameter", /"mars"/],
      ["/api/v1/leaderboard?sort=asc", 400, "invalid_parameter", /sort/],
      ["/api/v1/leaderboard?week=2026-W01&week=2026-W02", 400, "invalid_parameter", /"week"/],
      ["/api/v1/endpoints?x=1", 400, "invalid_parameter", /x/],
      ["/api/v1/runs/17", 400, "invalid_parameter", /"id": must be a run's UUID/],
      [`/api/v1/runs/${UNKNOWN_RUN}`, 404, "run_not_found", /there is no run 9999/],
      [`/api/v1/runs/${UNKNOWN_RUN}/samples`, 404, "run_not_found", /there is no run/],
      [`/api/v1/runs/${UNKNOWN_RUN}/histograms`, 404, "run_not_found", /there is no run/],
      [`/api/v1/runs/${UNKNOWN_RUN}/samples?limit=0`, 400, "invalid_parameter", /1 to 1000/],
      [`/api/v1/runs/${UNKNOWN_RUN}/samples?format=csv`, 400, "invalid_parameter", /"format"/],
      [
        `/api/v1/runs/${UNKNOWN_RUN}/samples?format=jsonl&limit=5`,
        400,
        "invalid_parameter",
        /"limit": does not go with format=jsonl/,
      ],
      ["/api/v2/leaderboard", 404, "not_found", /nothing at \/api\/v2/],
    ];
    for (const [path, status, code, message] of cases) {
      await t.step(`${status} for ${path}`, async () => {
        const error = await api.refuse(path, status);
        assert.equal(error.code, code);
        assert.match(error.message, message);
      });
    }
    await t.step("405 for anything but reading", async () => {
      for (const method of ["POST", "PUT", "DELETE"]) {
        const error = await api.refuse("/api/v1/leaderboard", 405, { method });
        assert.equal(error.code, "method_not_allowed");
      }
      const response = await api.get("/api/v1/leaderboard", { method: "POST" });
      assert.equal(response.headers.get("allow"), "GET, HEAD");
      await response.body?.cancel();
    });
    await t.step("a huge body is refused before it is read", async () => {
      const error = await api.refuse("/api/v1/leaderboard", 413, {
        method: "POST",
        body: "x".repeat(5000),
        headers: { "content-length": "5000" },
      });
      assert.equal(error.code, "too_large");
    });
    assert.deepEqual(api.faults, [], "a visitor's mistake is no fault of ours");
  });
});

Deno.test("the API can be cached, is locked down and describes itself", async (t) => {
  await withPostgres(async (db) => {
    const api = connect(db);
    await t.step("an unchanged answer is not sent twice", async () => {
      const first = await api.get("/api/v1/leaderboard");
      await first.body?.cancel();
      const etag = first.headers.get("etag")!;
      assert.ok(etag, "there is an ETag");
      assert.equal(first.headers.get("cache-control"), "no-cache");
      const again = await api.get("/api/v1/leaderboard", { headers: { "if-none-match": etag } });
      assert.equal(again.status, 304);
    });
    await t.step("answers may load nothing and be framed by nobody", async () => {
      for (const path of ["/api/v1/leaderboard", "/api/v1/nothing", "/healthz"]) {
        const { headers, body } = await api.get(path);
        await body?.cancel();
        assert.equal(
          headers.get("content-security-policy"),
          "default-src 'none'; frame-ancestors 'none'",
        );
        assert.equal(headers.get("x-content-type-options"), "nosniff");
      }
    });
    await t.step(
      "the OpenAPI document names every route, its parameters and its errors",
      async () => {
        const response = await api.get("/api/v1/openapi.json");
        const document = await response.json();
        assert.match(document.openapi, /^3\.1/);
        assert.deepEqual(Object.keys(document.paths).sort(), [
          "/api/v1/endpoints",
          "/api/v1/leaderboard",
          "/api/v1/reports/groups/{id}",
          "/api/v1/reports/runs/{id}",
          "/api/v1/runs/{id}",
          "/api/v1/runs/{id}/histograms",
          "/api/v1/runs/{id}/samples",
          "/healthz",
        ]);
        const leaderboard = document.paths["/api/v1/leaderboard"].get;
        assert.deepEqual(leaderboard.parameters.map((p: { name: string }) => p.name).sort(), [
          "metric",
          "model",
          "quantile",
          "region",
          "week",
          "workload",
        ]);
        assert.ok(leaderboard.responses["400"].content["application/json"].schema);
        const { properties } = leaderboard.responses["200"].content["application/json"].schema;
        assert.ok(
          properties.entries.items.properties.rank_interval,
          "answers are described in full",
        );
      },
    );
    await t.step("healthz says that the database answers", async () => {
      const response = await api.get("/healthz");
      assert.deepEqual([response.status, await response.json()], [200, { status: "ok" }]);
    });
  });
});

Deno.test("a database that has gone away is 503 and a line in the log, and its address is not told", async () => {
  await withPostgres(async (db) => {
    const api = connect(db);
    await db.close();
    for (const path of ["/healthz", "/api/v1/leaderboard"]) {
      const error = await api.refuse(path, 503);
      assert.equal(error.code, "database_unavailable");
      assert.ok(!/127|localhost|\d{4}/.test(error.message), error.message);
    }
    assert.equal(api.faults.length, 2);
  });
});

Deno.test("a fault of ours is 500 without its inner words, which go to the log", async () => {
  await withPostgres(async (db) => {
    const now = (): Date => {
      throw new TypeError("secret inner words");
    };
    const api = connect(db, { now });
    const error = await api.refuse("/api/v1/leaderboard", 500);
    assert.equal(error.code, "internal");
    assert.ok(!error.message.includes("secret"));
    assert.match(api.faults[0]!, /secret inner words/);
  });
});
