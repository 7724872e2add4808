/**
 * A language model of random weights, small enough to be made on the spot: what it says is nonsense,
 * but an engine loads it, evaluates prompts with it and streams its tokens like any other's.
 *
 * The file is GGUF, version 3: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

const EMBEDDING = 64;
const LAYERS = 2;
const HEADS = 4;
const FEED_FORWARD = 128;
const CONTEXT = 8192;
const ALIGNMENT = 32;

/** Kinds of values and of tokens, and the tensor type of 32-bit floats, as the format numbers them. */
const VALUE = { uint32: 4, int32: 5, float32: 6, string: 8, array: 9 } as const;
const TOKEN = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;
const FLOAT32 = 0;

interface Token {
  text: string;
  score: number;
  type: number;
}

interface Tensor {
  name: string;
  /** Sizes, the fastest-running first. */
  shape: number[];
  values: Float32Array;
}

type Value = { kind: "uint32" | "float32"; value: number } | { kind: "string"; value: string } | {
  kind: "array";
  of: "int32" | "float32" | "string";
  values: readonly (number | string)[];
};

/** Writes the numbers of the format, all of them little-endian. */
class Writer {
  #parts: Uint8Array[] = [];
  length = 0;

  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
    this.length += bytes.length;
  }

  number(kind: "uint32" | "int32" | "float32" | "uint64", value: number): void {
    const view = new DataView(new ArrayBuffer(kind === "uint64" ? 8 : 4));
    if (kind === "uint64") view.setBigUint64(0, BigInt(value), true);
    else if (kind === "float32") view.setFloat32(0, value, true);
    else if (kind === "int32") view.setInt32(0, value, true);
    else view.setUint32(0, value, true);
    this.bytes(new Uint8Array(view.buffer));
  }

  string(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.number("uint64", bytes.length);
    this.bytes(bytes);
  }

  value(kind: "uint32" | "int32" | "float32" | "string", value: number | string): void {
    if (typeof value === "string") this.string(value);
    else this.number(kind as "uint32", value);
  }

  align(): void {
    this.bytes(new Uint8Array((ALIGNMENT - this.length % ALIGNMENT) % ALIGNMENT));
  }

  joined(): Uint8Array {
    const whole = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }
}

/** Syllables, some of them of more than one byte a letter, and every byte, as the format demands. */
function vocabulary(): Token[] {
  const syllables = [..."bcdfghjklmnpqrstvwxyzàñøß漢語ж🙂"].flatMap((first) =>
    [..."aeiou"].flatMap((vowel) => [first + vowel, `▁${first}${vowel}`])
  );
  return [
    { text: "<unk>", score: 0, type: TOKEN.unknown },
    { text: "<s>", score: 0, type: TOKEN.control },
    { text: "</s>", score: 0, type: TOKEN.control },
    ...Array.from({ length: 256 }, (_, byte) => ({
      text: `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`,
      score: 0,
      type: TOKEN.byte,
    })),
    ...syllables.map((text) => ({ text, score: -5, type: TOKEN.normal })),
  ];
}

/** The same weights every time: a linear congruential generator (Numerical Recipes' constants). */
function weights(): (count: number) => Float32Array {
  let state = 1;
  return (count) =>
    Float32Array.from({ length: count }, () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return (state / 2 ** 32 - 0.5) / 4;
    });
}

function tensorsFor(tokens: readonly Token[]): Tensor[] {
  const draw = weights();
  const random = (name: string, ...shape: number[]): Tensor => ({
    name,
    shape,
    values: draw(shape.reduce((product, size) => product * size, 1)),
  });
  const norm = (name: string): Tensor => ({
    name,
    shape: [EMBEDDING],
    values: new Float32Array(EMBEDDING).fill(1),
  });
  const output = random("output.weight", EMBEDDING, tokens.length);
  // Only syllables have a say, so that an answer is text, and as long as it may be.
  tokens.forEach(({ type }, at) => {
    if (type !== TOKEN.normal) output.values.fill(0, at * EMBEDDING, (at + 1) * EMBEDDING);
  });
  const layers = Array.from({ length: LAYERS }, (_, layer) => {
    const name = (part: string) => `blk.${layer}.${part}.weight`;
    return [
      norm(name("attn_norm")),
      norm(name("ffn_norm")),
      ...["attn_q", "attn_k", "attn_v", "attn_output"].map((part) =>
        random(name(part), EMBEDDING, EMBEDDING)
      ),
      random(name("ffn_gate"), EMBEDDING, FEED_FORWARD),
      random(name("ffn_up"), EMBEDDING, FEED_FORWARD),
      random(name("ffn_down"), FEED_FORWARD, EMBEDDING),
    ];
  });
  return [
    random("token_embd.weight", EMBEDDING, tokens.length),
    norm("output_norm.weight"),
    output,
    ...layers.flat(),
  ];
}

function metadataFor(tokens: readonly Token[]): Record<string, Value> {
  const uint32 = (value: number): Value => ({ kind: "uint32", value });
  const string = (value: string): Value => ({ kind: "string", value });
  return {
    "general.architecture": string("llama"),
    "general.name": string("tiny"),
    "llama.context_length": uint32(CONTEXT),
    "llama.embedding_length": uint32(EMBEDDING),
    "llama.block_count": uint32(LAYERS),
    "llama.feed_forward_length": uint32(FEED_FORWARD),
    "llama.attention.head_count": uint32(HEADS),
    "llama.attention.head_count_kv": uint32(HEADS),
    "llama.attention.layer_norm_rms_epsilon": { kind: "float32", value: 1e-5 },
    "llama.rope.dimension_count": uint32(EMBEDDING / HEADS),
    "llama.vocab_size": uint32(tokens.length),
    "tokenizer.ggml.model": string("llama"),
    "tokenizer.ggml.tokens": { kind: "array", of: "string", values: tokens.map((t) => t.text) },
    "tokenizer.ggml.scores": { kind: "array", of: "float32", values: tokens.map((t) => t.score) },
    "tokenizer.ggml.token_type": {
      kind: "array",
      of: "int32",
      values: tokens.map((t) => t.type),
    },
    "tokenizer.ggml.unknown_token_id": uint32(0),
    "tokenizer.ggml.bos_token_id": uint32(1),
    "tokenizer.ggml.eos_token_id": uint32(2),
    "tokenizer.chat_template": string("{% for m in messages %}{{ m['content'] }}{% endfor %}"),
  };
}

/** The file's bytes, the same every time. */
export function makeTinyModel(): Uint8Array {
  const tokens = vocabulary();
  const tensors = tensorsFor(tokens);
  const metadata = Object.entries(metadataFor(tokens));
  const file = new Writer();
  file.bytes(new TextEncoder().encode("GGUF"));
  file.number("uint32", 3);
  file.number("uint64", tensors.length);
  file.number("uint64", metadata.length);
  for (const [name, value] of metadata) {
    file.string(name);
    file.number("uint32", VALUE[value.kind]);
    if (value.kind !== "array") {
      file.value(value.kind, value.value);
      continue;
    }
    file.number("uint32", VALUE[value.of]);
    file.number("uint64", value.values.length);
    for (const each of value.values) file.value(value.of, each);
  }
  let offset = 0;
  for (const { name, shape, values } of tensors) {
    file.string(name);
    file.number("uint32", shape.length);
    for (const size of shape) file.number("uint64", size);
    file.number("uint32", FLOAT32);
    file.number("uint64", offset);
    offset += Math.ceil(values.byteLength / ALIGNMENT) * ALIGNMENT;
  }
  for (const { values } of tensors) {
    file.align();
    // Every machine that Deno runs on is little-endian, as the format is.
    file.bytes(new Uint8Array(values.buffer));
  }
  return file.joined();
}
