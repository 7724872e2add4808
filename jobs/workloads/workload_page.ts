import type { WorkloadSpec } from "./find_workload.ts";
import { type LengthDistribution, meanLength } from "./lengths.ts";
import { textOf } from "./texts.ts";
import { tokenizer } from "./tokenizer.ts";
import type { DefinitionOf } from "./workload_schema.ts";

type Described = WorkloadSpec & (DefinitionOf<"llmperf"> | DefinitionOf<"synthetic">);

/**
 * The page about a workload of Lapboard's own, as Markdown, made from its file so that the two agree.
 * @throws {TypeError} for a workload that plays a data file: none of ours does
 */
export function workloadPage(spec: WorkloadSpec): string {
  if (spec.kind !== "llmperf" && spec.kind !== "synthetic") {
    throw new TypeError(`${spec.id} plays a data file: there is no page for such`);
  }
  const { id, version, title, description, source } = spec;
  const { input, output } = lengthsOf(spec);
  const text = spec.kind === "synthetic" ? spec.text : "verse";
  const paragraphs = [
    `# ${id}: ${title}`,
    description,
    [
      "| | distribution | mean, tokens |",
      "| --- | --- | ---: |",
      `| prompt${hasPrefix(spec) ? ", after the prefix" : ""} | ${inWords(input)} | ${
        mean(input)
      } |`,
      `| limit of the answer | ${inWords(output)} | ${mean(output)} |`,
    ].join("\n"),
    [
      `- Id \`${id}\`, version ${version}; stated in \`jobs/workloads/${id}.yaml\`.`,
      `- ${cacheInWords(spec)}`,
      `- Prompts are ${text} (\`${textOf(text).source.id}\`), counted with \`${tokenizer.id}\`.`,
      ...loadInWords(spec),
      ...source === null ? [] : [`- Its numbers come from <${source}>.`],
    ].join("\n"),
    "```sh\n" + `deno task job openai/gpt-4o-mini --workload ${id}\n` + "```",
    "What the words mean, and what all workloads have in common, stands in " +
    "[Workloads](README.md).",
  ];
  return `${paragraphs.join("\n\n")}\n`;
}

/** The list of all workloads, as a Markdown table. */
export function workloadTable(specs: readonly WorkloadSpec[]): string {
  const rows = specs.map((spec) => {
    const { input, output } = lengthsOf(spec as Described);
    const prefix = hasPrefix(spec) ? `${spec.cache.prefix_tokens} + ` : "";
    return `| [${spec.id}](${spec.id}.md) | ${spec.title} | ${prefix}${mean(input)} | ${
      mean(output)
    } | ${spec.kind === "synthetic" ? spec.cache.policy : "cold"} |`;
  });
  return [
    "| id | what | prompt | answer | cache |",
    "| --- | --- | ---: | ---: | --- |",
    ...rows,
  ].join("\n");
}

/** LLMPerf's lengths, said as the distributions that they are. */
function lengthsOf(spec: Described): { input: LengthDistribution; output: LengthDistribution } {
  if (spec.kind === "synthetic") return spec;
  const limits = { distribution: "normal", max_tokens: 1_000_000 } as const;
  return {
    input: {
      ...limits,
      mean_tokens: spec.mean_input_tokens,
      stddev_tokens: spec.stddev_input_tokens,
      min_tokens: 64,
    },
    output: {
      ...limits,
      mean_tokens: spec.mean_output_tokens,
      stddev_tokens: spec.stddev_output_tokens,
      min_tokens: 1,
    },
  };
}

type WithPrefix = WorkloadSpec & DefinitionOf<"synthetic"> & {
  cache: { policy: "shared-prefix"; prefix_tokens: number; fraction: number };
};

function hasPrefix(spec: WorkloadSpec): spec is WithPrefix {
  return spec.kind === "synthetic" && spec.cache.policy === "shared-prefix";
}

function mean(lengths: LengthDistribution): string {
  return String(Math.round(meanLength(lengths, [])));
}

function inWords(lengths: LengthDistribution): string {
  switch (lengths.distribution) {
    case "fixed":
      return `always ${lengths.tokens}`;
    case "normal":
      return `normal, mean ${lengths.mean_tokens}, standard deviation ${lengths.stddev_tokens}, ` +
        `drawn until at least ${lengths.min_tokens}`;
    case "lognormal": {
      const { mean_tokens, median_tokens, sigma, min_tokens, max_tokens } = lengths;
      const middle = mean_tokens === undefined ? `median ${median_tokens}` : `mean ${mean_tokens}`;
      return `log-normal, ${middle} before clipping, sigma ${sigma}, clipped to ${min_tokens} to ` +
        `${max_tokens}`;
    }
    case "uniform":
      return `uniform, ${lengths.min_tokens} to ${lengths.max_tokens}`;
    case "from-file":
      return `drawn from ${lengths.file}`;
  }
}

function cacheInWords(spec: Described): string {
  const { cache } = spec;
  switch (cache.policy) {
    case "cold":
      return "Cache: cold. Each prompt starts with a nonce, so that no prefix cache serves it.";
    case "shared-prefix":
      return `Cache: shared prefix. ${cache.prefix_tokens} tokens come first, in ` +
        `${Math.round(cache.fraction * 100)} % of the requests the same.`;
    case "warm":
      return `Cache: warm. ${cache.distinct_prompts} prompts over and over; the first ` +
        `${cache.distinct_prompts} requests have to be warm-up.`;
  }
}

function loadInWords(spec: Described): string[] {
  const load = spec.suggested_load;
  return load === null ? [] : [
    `- Its source runs it with ${load.requests} requests at ${load.request_rate_per_s} a second.`,
  ];
}
