import assert from "node:assert/strict";
import { openDatabase } from "../../db/client.ts";
import { runDue } from "../../jobs/schedule/mod.ts";
import { makeEndpoint } from "../testing/samples.ts";
import { createTestPostgres } from "../testing/postgres.ts";
import { startTcpProxy } from "../testing/tcp_proxy.ts";

Deno.test("a scheduler whose database goes away still says what became of the measurement", async () => {
  const server = await createTestPostgres();
  const url = new URL(server.url);
  const proxy = startTcpProxy(Number(url.port));
  url.port = String(proxy.port);
  const db = await openDatabase({ databaseUrl: url.href });
  const logged: string[] = [];
  try {
    await assert.rejects(
      runDue({
        db,
        now: () => new Date("2026-11-18T12:00:00Z"),
        env: () => "a key",
        endpoints: [makeEndpoint()],
        workloadId: "chat-550-150",
        region: "local",
        claimedBy: "a test",
        measure() {
          proxy.cut();
          const reason = "the store is gone; records kept in /tmp/rescue.jsonl instead: 7";
          return Promise.resolve({ runId: crypto.randomUUID(), status: "failed", reason });
        },
        log: (line) => logged.push(line),
        signal: new AbortController().signal,
      }),
    );
    assert.match(logged.at(-1)!, /2026-W47 failed: .* kept in \/tmp\/rescue\.jsonl instead: 7$/);
  } finally {
    await db.close();
    await proxy.stop();
    await server.drop();
  }
});
