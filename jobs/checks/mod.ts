export { CHECK_KINDS, type CheckItem, type CheckKind, type CheckResult } from "./check_item.ts";
export { correctRate } from "./correct_rate.ts";
export { generateCheckItems } from "./generate_check_items.ts";
export { judge } from "./judge.ts";
