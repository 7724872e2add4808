export { findProtocol, protocols } from "./find_protocol.ts";
export type {
  ChatMessage,
  EventContent,
  GenerationRequest,
  HttpRequest,
  Json,
  Protocol,
  StreamEvent,
  Usage,
} from "./protocol.ts";
