import assert from "node:assert/strict";
import { countTurns } from "../../../jobs/count_turns.ts";
import { makeSample } from "../../testing/samples.ts";

const FAILURE = {
  kind: "reset",
  phase: "body",
  httpStatus: null,
  retryAfterS: null,
  message: "broke",
  bodyExcerpt: null,
} as const;

function request(index: number, follows: number | null, turns = 3) {
  const turn = follows === null ? 0 : 1;
  return { index, conversation: { id: "c", turn, turns, follows, thinkMs: 0 } };
}

const ended = (failed = false) => makeSample({ failure: failed ? FAILURE : null });

Deno.test("later turns are counted, and those that follow a failed one, each once", () => {
  const counter = countTurns();
  counter.add(request(0, null), ended(true));
  counter.add(request(1, null), ended());
  counter.add(request(2, 0), ended(true));
  counter.add(request(3, 1), ended());
  counter.add(request(4, 2), ended());
  assert.deepEqual(counter.counts(2), { later: 3, postponed: 2, after_failure: 2 });
});

Deno.test("where nothing is a conversation of several turns there is nothing to count", () => {
  const counter = countTurns();
  counter.add({ index: 0, conversation: null }, ended());
  counter.add(request(1, null, 1), ended(true));
  assert.equal(counter.counts(0), null);
});
