export { createDatasetWorkload } from "./dataset_workload.ts";
export { type DataFormat, guessDataFormat } from "./guess_data_format.ts";
export { loadDataset } from "./load_dataset.ts";
export { loadTrace } from "./load_trace.ts";
export { createTraceWorkload } from "./trace_workload.ts";
export { readLengths } from "./read_lengths.ts";
