/** Other tools whose result files are written and read. */
export const FORMATS = ["llmperf", "vllm", "genai-perf", "aiperf", "llm-optimizer"] as const;
export type Format = (typeof FORMATS)[number];

/** The tools' names for people. */
export const TOOL_NAMES: Readonly<Record<Format, string>> = {
  llmperf: "LLMPerf",
  vllm: "vllm bench serve",
  "genai-perf": "GenAI-Perf",
  aiperf: "AIPerf",
  "llm-optimizer": "llm-optimizer",
};
