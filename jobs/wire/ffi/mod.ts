export { ffiObstacle } from "./ffi_obstacle.ts";
export { type FfiOptions, FfiTransport } from "./ffi_transport.ts";
