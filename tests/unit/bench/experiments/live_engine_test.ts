import assert from "node:assert/strict";
import { startLiveEngine } from "../../../../bench/experiments/live_engine.ts";

Deno.test("the live engine serves first tokens one after another, then streams to the end", async () => {
  const engine = startLiveEngine({ capacityPerS: 50, gapMs: 1 });
  try {
    const beganMs = performance.now();
    const ask = async () => {
      const response = await fetch(`${engine.baseUrl}/chat/completions`, {
        method: "POST",
        body: JSON.stringify({ messages: [], max_tokens: 3 }),
      });
      const lines = (await response.text()).split("\n").filter((line) => line !== "");
      return { lines, tookMs: performance.now() - beganMs };
    };
    const answers = await Promise.all([ask(), ask(), ask(), ask(), ask()]);
    const last = answers.reduce((most, { tookMs }) => Math.max(most, tookMs), 0);
    // Five services of 20 ms and two gaps; timers may be a millisecond early.
    assert.ok(last >= 100, `five answers in ${last} ms`);
    for (const { lines } of answers) {
      assert.equal(lines.length, 5);
      assert.match(lines[2]!, /"finish_reason":"length"/);
      assert.match(lines[3]!, /"completion_tokens":3/);
      assert.equal(lines[4], "data: [DONE]");
    }
    const elsewhere = await fetch(`${engine.baseUrl}/models`);
    assert.equal(elsewhere.status, 404);
    await elsewhere.body!.cancel();
  } finally {
    await engine.stop();
  }
});
