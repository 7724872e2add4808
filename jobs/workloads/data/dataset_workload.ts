import { nonce, type Side } from "../exact_prompt.ts";
import { randomStream } from "../random.ts";
import type { Identity } from "../synthetic_workload.ts";
import { tokenizer } from "../tokenizer.ts";
import { checkIndex, checkSeed, type Workload } from "../workload.ts";
import type { DefinitionOf } from "../workload_schema.ts";
import type { LoadedDataset } from "./load_dataset.ts";

/** One place of the order in which turns are played. */
interface Place {
  conversation: number;
  turn: number;
  /** Place of the turn before; null for the first. */
  follows: number | null;
}

/**
 * Plays recorded prompts and conversations. What the assistant says in a history is what was
 * recorded, so that every endpoint is asked the same.
 */
export function createDatasetWorkload(
  definition: DefinitionOf<"dataset">,
  identity: Identity,
  dataset: LoadedDataset,
  seed: number,
  side: Side,
): Workload {
  checkSeed(seed);
  const { conversations } = dataset;
  const places = playingOrder(definition, dataset, seed);
  const manyTurns = places.length > conversations.length;
  const cold = definition.cache.policy === "cold";
  return {
    id: identity.id,
    description: {
      ...identity.description,
      conversations: conversations.length,
      skipped: dataset.skipped,
      cache_policy: definition.cache.policy,
      tokenizer: tokenizer.id,
    },
    samplingParams: definition.sampling_params,
    size: places.length,
    dueMs: null,
    warmupRequests: 0,
    ...manyTurns ? { conversationsAtOnce: definition.conversations_at_once } : {},
    suggestedLoad: null,
    notes: [
      ...manyTurns
        ? [
          "a turn leaves once the one before has ended and its user has thought; what it repeats " +
          "of the conversation are the recorded answers, not this endpoint's own",
        ]
        : [],
      ...cold ? [] : [
        `the texts begin again after ${places.length} requests, and may have been seen before: a ` +
        "prefix cache can serve them",
      ],
    ],
    request(index) {
      checkIndex(index);
      const lap = Math.floor(index / places.length);
      const { conversation: number, turn: turnNumber, follows } = places[index % places.length]!;
      const { id, messages: recorded, firstTokens, turns } = conversations[number]!;
      const turn = turns[turnNumber]!;
      const messages = recorded.slice(0, turn.messageCount);
      let { inputTokens } = turn;
      if (cold) {
        // One nonce a conversation: within it, turns share their beginning as they would in life.
        const started = lap * conversations.length + number;
        const { role, content } = messages[0]!;
        const marked = `${nonce(seed, started, definition.id, side)}\n\n${content}`;
        messages[0] = { role, content: marked };
        inputTokens += tokenizer.count(marked) - firstTokens;
      }
      return {
        index,
        prompt: messages.at(-1)!.content,
        messages,
        inputTokens,
        maxTokens: turn.maxTokens,
        conversation: definition.turns !== "all" ? null : {
          id: lap === 0 ? id : `${id} (${lap + 1})`,
          turn: turnNumber,
          turns: turns.length,
          follows: follows === null ? null : lap * places.length + follows,
          thinkMs: turn.thinkMs,
        },
      };
    },
  };
}

/**
 * Some conversations at a time, a turn of each in turn, as with so many people at once. The load
 * generator sees to it that none of them speaks before having been answered.
 */
function playingOrder(
  definition: DefinitionOf<"dataset">,
  { conversations }: LoadedDataset,
  seed: number,
): Place[] {
  const order = conversations.map((_, number) => number);
  if (definition.order === "shuffled") shuffle(order, seed, definition.id);
  const places: Place[] = [];
  for (let start = 0; start < order.length; start += definition.conversations_at_once) {
    let open = order.slice(start, start + definition.conversations_at_once);
    const last = new Map<number, number>();
    for (let turn = 0; open.length > 0; turn++) {
      for (const conversation of open) {
        places.push({ conversation, turn, follows: last.get(conversation) ?? null });
        last.set(conversation, places.length - 1);
      }
      open = open.filter((number) => conversations[number]!.turns.length > turn + 1);
    }
  }
  return places;
}

/** Durstenfeld, "Algorithm 235: Random permutation", 1964. */
function shuffle(items: number[], seed: number, label: string): void {
  const random = randomStream(seed, 0, `${label} order`);
  for (let left = items.length; left > 1; left--) {
    const picked = random.below(left);
    [items[picked], items[left - 1]] = [items[left - 1]!, items[picked]!];
  }
}
