export { type FfiOptions, FfiTransport } from "./ffi_transport.ts";
