export { assessQuality } from "./assess_quality.ts";
