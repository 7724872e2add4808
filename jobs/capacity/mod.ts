export {
  type Assumption,
  type AssumptionName,
  capacity,
  type CapacityAnswer,
  type CapacityQuestion,
} from "./capacity.ts";
export { hire, type HireAnswer, type HireQuestion } from "./hire.ts";
export {
  capacityOfGroup,
  type FoundRates,
  type GroupCapacity,
  type GroupCapacityOptions,
  ownRatePerS,
} from "./capacity_of_group.ts";
