import { timings, type Tried } from "./provider_check_json.ts";
import type { UnderstoodAnswer } from "./provider_check_live.ts";

const MAX_SHOWN_CHARS = 160;

/** `1 request`, `3 requests` */
export function countOf(requests: number): string {
  return requests === 1 ? "1 request" : `${requests} requests`;
}

/** What an endpoint's answers were understood to be, for people. */
export function triedText({ endpoint, answers, notTried }: Tried): string {
  const lines = [`${endpoint.id} (${endpoint.protocol}, ${endpoint.model})`];
  if (answers === null) return [...lines, `  not tried: ${notTried}`].join("\n");
  const good = answers.filter(({ sample }) => sample.failure === null).length;
  lines.push(`  ${good} of ${countOf(answers.length)} succeeded`);
  for (const answer of answers) {
    lines.push(`  request ${answer.sample.index + 1}`);
    for (const [label, value] of answerLines(answer)) {
      if (value !== null) lines.push(`    ${label.padEnd(10)} ${value}`);
    }
  }
  return lines.join("\n");
}

function answerLines(answer: UnderstoodAnswer): [label: string, value: string | null][] {
  const { sample } = answer;
  const { failure } = sample;
  const succeeded = failure === null;
  return [
    ["failure", failure && `${failure.kind} (${failure.phase}): ${failure.message}`],
    ["body", failure?.bodyExcerpt ? shown(failure.bodyExcerpt) : null],
    ["text", answer.text !== "" ? shown(answer.text) : succeeded ? "none" : null],
    ["reasoning", answer.reasoning === "" ? null : shown(answer.reasoning)],
    ["tokens", tokensText(answer)],
    ["finish", sample.finishReason ?? (succeeded ? "no finish reason given" : null)],
    ["end mark", endMarkText(answer)],
    ["timing", timingText(answer)],
    ...Object.entries(answer.headers)
      .map(([name, value]): [string, string] => ["header", `${name}: ${shown(value)}`]),
  ];
}

function tokensText({ sample: { tokens, failure } }: UnderstoodAnswer): string | null {
  if (failure !== null && tokens.usageOutput === null && tokens.ownOutput === 0) return null;
  const counts: [number | null, string][] = [
    [tokens.usageInput, "in"],
    [tokens.usageOutput, "out"],
    [tokens.usageReasoning, "of them reasoning"],
    [tokens.usageCachedInput, "cached in"],
  ];
  const reported = counts.flatMap(([count, what]) => count === null ? [] : [`${count} ${what}`]);
  const usage = reported.length === 0 ? "no usage reported" : `usage ${reported.join(", ")}`;
  return `${usage}; counted here: ${tokens.ownInput} in, ${tokens.ownOutput} out`;
}

function endMarkText({ endMark, streamed, sample }: UnderstoodAnswer): string | null {
  if (!streamed || sample.firstEventMs === null) return null;
  if (endMark === null) return "this protocol has none";
  if (endMark) return "seen";
  return sample.finishReason === null ? "missing" : "not seen; a finish reason was";
}

function timingText({ sample, streamed }: UnderstoodAnswer): string | null {
  const { connect_ms, ttfb_ms, ttft_ms, e2e_ms } = timings(sample);
  const parts: [number | null, string][] = [
    [connect_ms, "connect"],
    [ttfb_ms, "first byte"],
    [ttft_ms, "first token"],
    [e2e_ms, "last token"],
  ];
  const known = parts.flatMap(([ms, what]) => ms === null ? [] : [`${what} ${ms.toFixed(0)} ms`]);
  if (known.length === 0) return null;
  const events = streamed
    ? `${sample.arrivalsMs.length} events with text`
    : "not streamed: one body";
  return `${known.join(", ")}; ${events}`;
}

/** One line, bounded; what a terminal would obey is shown as an escape. */
function shown(text: string): string {
  const line = JSON.stringify(text.slice(0, MAX_SHOWN_CHARS)).slice(1, -1)
    .replace(/[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
  return text.length > MAX_SHOWN_CHARS ? `${line}…` : line;
}
