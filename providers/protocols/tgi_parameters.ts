import type { Json } from "./protocol.ts";

/**
 * The parameters as text-generation-inference takes them: it refuses a temperature of 0, and wants to
 * be told not to sample instead.
 */
export function tgiParameters(parameters: Record<string, Json>): Record<string, Json> {
  const { temperature, ...others } = parameters;
  return temperature === 0 ? { do_sample: false, ...others } : parameters;
}
