/** The wire contract of the JSON API. Field names carry their unit; null means "there is none". */
export * from "./contract/endpoint.ts";
export * from "./contract/histograms.ts";
export * from "./contract/leaderboard.ts";
export * from "./contract/problem.ts";
export * from "./contract/report.ts";
export * from "./contract/run.ts";
export * from "./contract/samples.ts";
