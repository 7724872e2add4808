import { z } from "zod";

/** Counts of one metric in equal bins, so that a page need not load every sample. */
export const histogramSchema = z.object({
  unit: z.literal("ms"),
  n: z.number().int(),
  start: z.number().describe("Lower edge of the first bin"),
  width: z.number().describe("Width of a bin"),
  counts: z.array(z.number().int()).describe("One count a bin; at most 60"),
  above: z.number().int().describe("Values beyond the last bin"),
  max: z.number(),
});
export type Histogram = z.infer<typeof histogramSchema>;

export const histogramsSchema = z.object({
  run_id: z.uuid(),
  ttft_ms: histogramSchema.nullable(),
  itl_ms: histogramSchema.nullable(),
  e2e_ms: histogramSchema.nullable(),
});
export type Histograms = z.infer<typeof histogramsSchema>;
