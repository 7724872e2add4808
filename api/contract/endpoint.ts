import { z } from "zod";

/** List price, USD per million tokens. */
export const priceSchema = z.object({
  input_usd_per_mtok: z.number().nullable().describe("USD per million input tokens"),
  output_usd_per_mtok: z.number().nullable().describe("USD per million output tokens"),
  blended_usd_per_mtok: z.number().nullable().describe(
    "USD per million tokens at three input tokens to one output token",
  ),
  source: z.string().nullable().describe("Page the price was read from"),
  read_on: z.string().nullable().describe("Day the price was read, YYYY-MM-DD"),
});
export type Price = z.infer<typeof priceSchema>;

/** What is measured and ranked. */
export const endpointSchema = z.object({
  id: z.string().describe("provider/slug, unique"),
  provider_id: z.string(),
  provider_name: z.string(),
  model: z.string().describe("Model name as the endpoint wants it"),
  canonical_model: z.string().describe("Model name that is the same at every provider"),
  protocol: z.string().describe("Wire format, such as openai-chat"),
  kind: z.enum(["hosted", "self-hosted", "simulated"]).describe(
    "simulated: a server of this project with known truth, not a product",
  ),
  region: z.string().nullable().describe("Region of the endpoint, where the provider offers one"),
});
export type Endpoint = z.infer<typeof endpointSchema>;

/** What a self-hosted endpoint says of itself. */
export const hostingSchema = z.object({
  engine: z.string().nullable(),
  engine_version: z.string().nullable(),
  engine_args: z.string().nullable(),
  hardware: z.string().nullable(),
  hardware_count: z.number().nullable(),
  precision: z.string().nullable(),
  gpu_usd_per_hour: z.number().nullable(),
});
export type Hosting = z.infer<typeof hostingSchema>;

/** An endpoint with all the catalog says of it. */
export const endpointDetailSchema = endpointSchema.extend({
  base_url: z.string(),
  enabled: z.boolean().describe("Measured every week"),
  price: priceSchema,
  hosting: hostingSchema.nullable(),
  links: z.object({ home: z.string().nullable(), docs: z.string().nullable() }),
  last_run: z.object({
    id: z.uuid(),
    week: z.string(),
    status: z.string(),
    started_at: z.iso.datetime(),
  }).nullable().describe("The newest run of any workload; null when it was never measured"),
});
export type EndpointDetail = z.infer<typeof endpointDetailSchema>;

export const endpointListSchema = z.object({ endpoints: z.array(endpointDetailSchema) });
export type EndpointList = z.infer<typeof endpointListSchema>;
