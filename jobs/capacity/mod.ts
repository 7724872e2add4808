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
  type GroupCapacity,
  type GroupCapacityOptions,
} from "./capacity_of_group.ts";
