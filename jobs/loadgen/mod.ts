export type { EncodedRequest } from "./load_types.ts";
export { measure, type MeasureOptions } from "./measure.ts";
