import assert from "node:assert/strict";
import { startRecordingTap } from "./recording_tap.ts";
import { startReplayServer } from "./replay_server.ts";

/**
 * Asks a server once, by way of a tap.
 *
 * @param server its URL, of which only the port counts
 * @returns the answer, and the bytes it came as, head and framing included
 */
export async function recorded<Answer>(
  server: string,
  ask: (origin: string) => Promise<Answer>,
): Promise<{ answer: Answer; bytes: Uint8Array }> {
  const tap = await startRecordingTap(Number(new URL(server).port));
  try {
    const answer = await ask(tap.origin);
    const answers = tap.answers().filter((bytes) => bytes.length > 0);
    assert.equal(answers.length, 1, "one question, one connection");
    return { answer, bytes: answers[0]! };
  } finally {
    await tap.stop();
  }
}

/** Asks a server that answers with these bytes. */
export async function replayed<Answer>(
  bytes: Uint8Array,
  ask: (origin: string) => Promise<Answer>,
): Promise<Answer> {
  const server = await startReplayServer(bytes);
  try {
    return await ask(server.origin);
  } finally {
    await server.stop();
  }
}
