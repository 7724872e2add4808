import type { Database } from "../db/client.ts";
import { toDatabaseError } from "../db/errors.ts";
import { appendCheckItems, type NewCheckItem } from "../db/queries/append_check_items.ts";
import { appendSamples, type NewSample } from "../db/queries/append_samples.ts";
import { finishRun } from "../db/queries/finish_run.ts";
import { insertRun, type NewRun } from "../db/queries/insert_run.ts";
import { insertSummary } from "../db/queries/insert_summary.ts";
import { listRunSamples } from "../db/queries/list_run_samples.ts";
import { type NewEndpoint, upsertEndpoint } from "../db/queries/upsert_endpoint.ts";
import type { Endpoint } from "../providers/catalog/endpoint.ts";
import type { CheckResult } from "./checks/check_item.ts";
import type { RunStatistics } from "./metrics/summary_types.ts";
import type { Quality, RunRecord, RunStatus } from "./run_record.ts";
import { rowToSample } from "./row_to_sample.ts";
import type { Sample } from "./samples/mod.ts";
import { packArrivals, packCounts } from "./samples/packing.ts";

/** Where runs are kept. Every method throws a one-line `DatabaseError` when it cannot. */
export interface RunStore {
  /** Stores a run as `running`, and its endpoint. */
  startRun(record: RunRecord): Promise<void>;
  /** Stores samples for good: once this resolves, no kill loses them. Repeating it is harmless. */
  appendSamples(runId: string, samples: readonly Sample[]): Promise<void>;
  /** Stores answered questions, as {@link appendSamples} does. */
  appendCheckResults(runId: string, results: readonly CheckResult[]): Promise<void>;
  /** Stores how a run ended. */
  finishRun(runId: string, end: RunEnd): Promise<void>;
  /** All samples of a run by index. */
  loadSamples(runId: string): Promise<Sample[]>;
}

/** What is known of a run once it has ended. */
export interface RunEnd {
  status: RunStatus;
  /** Its verdict is also kept as a column, for boards to select by. */
  quality: Quality | null;
  /** Null when there is nothing to summarise. */
  statistics: RunStatistics | null;
  /** Why the run did not complete; null when it did. */
  reason: string | null;
  endedAt: Date;
}

const PAGE_ROWS = 500;

/** A {@link RunStore} in a database that is open, and stays so. */
export function createRunStore(db: Database): RunStore {
  const explained = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toDatabaseError(error, db.location);
    }
  };
  return {
    async startRun(record) {
      const endpoint = endpointToRow(record.endpoint);
      const run = runToRow(record);
      await explained(() =>
        db.transaction(async (tx) => {
          await upsertEndpoint(tx, endpoint);
          await insertRun(tx, run);
        })
      );
    },
    async appendSamples(runId, samples) {
      const rows = samples.map((sample) => sampleToRow(runId, sample));
      await explained(() => appendSamples(db, rows));
    },
    async appendCheckResults(runId, results) {
      const rows = results.map((result) => checkResultToRow(runId, result));
      await explained(() => appendCheckItems(db, rows));
    },
    async finishRun(runId, { statistics, ...end }) {
      const row = {
        status: end.status,
        verdict: end.quality?.verdict ?? null,
        quality: cleanJson(end.quality),
        reason: cleanText(end.reason),
        endedAt: end.endedAt,
      };
      const found = await explained(() =>
        db.transaction(async (tx) => {
          if (!await finishRun(tx, { id: runId, ...row })) return false;
          if (statistics !== null) {
            const methodologyVersion = statistics.methodology_version;
            await insertSummary(tx, { runId, methodologyVersion, statistics });
          }
          return true;
        })
      );
      if (!found) throw new Error(`cannot finish run ${runId}: it was never started`);
    },
    async loadSamples(runId) {
      const loaded: Sample[] = [];
      for (;;) {
        const after = loaded.at(-1)?.index ?? -1;
        const rows = await explained(() => listRunSamples(db, { runId, after, limit: PAGE_ROWS }));
        loaded.push(...rows.map(rowToSample));
        if (rows.length < PAGE_ROWS) return loaded;
      }
    },
  };
}

/** A catalog entry as a row. */
export function endpointToRow(endpoint: Endpoint): NewEndpoint {
  const { price, ...rest } = endpoint;
  return {
    ...rest,
    inputUsdPerMtok: price.inputUsdPerMtok,
    outputUsdPerMtok: price.outputUsdPerMtok,
    priceSource: price.source,
    priceReadOn: price.readOn,
  };
}

function runToRow(record: RunRecord): NewRun {
  const { endpoint, place, ...rest } = record;
  return {
    ...rest,
    groupId: place?.groupId ?? null,
    step: place?.step ?? null,
    endpointId: endpoint.id,
    status: "running" satisfies RunStatus,
    workload: cleanJson(record.workload),
    plan: cleanJson(record.plan),
    command: cleanText(record.command),
    client: cleanJson(record.client),
    metadata: cleanJson(record.metadata),
  };
}

function checkResultToRow(runId: string, result: CheckResult): NewCheckItem {
  return { runId, ...result, got: cleanText(result.got) };
}

/** A sample as a row. Arrivals are rounded to the microsecond, see `samples/packing.ts`. */
export function sampleToRow(runId: string, sample: Sample): NewSample {
  const { arrivalsMs, tokensPerEvent, tokens, failure, finishReason, ...rest } = sample;
  return {
    ...rest,
    runId,
    // Without `sent` nothing arrived, so the base does not matter.
    arrivalsUs: packArrivals(arrivalsMs, sample.sentMs ?? 0),
    eventTokens: packCounts(tokensPerEvent),
    requestedInputTokens: tokens.requestedInput,
    requestedOutputTokens: tokens.requestedOutput,
    ownInputTokens: tokens.ownInput,
    ownOutputTokens: tokens.ownOutput,
    ownReasoningTokens: tokens.ownReasoning,
    usageInputTokens: tokens.usageInput,
    usageOutputTokens: tokens.usageOutput,
    usageReasoningTokens: tokens.usageReasoning,
    usageCachedInputTokens: tokens.usageCachedInput,
    finishReason: cleanText(finishReason),
    outcome: failure?.kind ?? "ok",
    failurePhase: failure?.phase ?? null,
    httpStatus: failure?.httpStatus ?? null,
    retryAfterS: failure?.retryAfterS ?? null,
    failureMessage: cleanText(failure?.message ?? null),
    bodyExcerpt: cleanText(failure?.bodyExcerpt ?? null),
  };
}

/**
 * Postgres refuses U+0000 and half surrogate pairs, and a provider's answer, or its first 500
 * characters, can hold both. They become U+FFFD, so that no sample is lost for its text.
 */
export function cleanText<T extends string | null>(text: T): T {
  return (text?.replaceAll("\0", "\uFFFD").toWellFormed() ?? null) as T;
}

/** {@link cleanText} for every text in a JSON value. */
export function cleanJson<T>(value: T): T {
  return JSON.parse(
    JSON.stringify(value),
    (_key, part) => typeof part === "string" ? cleanText(part) : part,
  );
}
