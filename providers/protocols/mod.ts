export { findProtocol, protocols } from "./find_protocol.ts";
export type {
  ChatMessage,
  Credential,
  CredentialSort,
  EventContent,
  EventReader,
  Framing,
  GenerationRequest,
  HttpRequest,
  Json,
  Protocol,
  StreamEvent,
  Usage,
} from "./protocol.ts";
