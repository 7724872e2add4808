import type { Socket } from "node:net";
import type { Clock } from "./clock.ts";
import type { Exchange } from "./exchange.ts";
import { errorBody, jsonResponse } from "./http_response.ts";
import { type ReceivedRequest, RequestReader, RequestRefused } from "./request_reader.ts";
import { bytesOf, stepBytes } from "./script.ts";

/** What a connection does with a complete request. */
export type RequestHandler = (
  request: ReceivedRequest,
  receivedMs: number,
  socket: Socket,
  onEnd: () => void,
) => Exchange | null;

const LIMITS = { maxHeadBytes: 64 * 1024, maxBodyBytes: 4 * 1024 * 1024 };
/** A client that sends this much ahead of its answers is not a client. */
const MAX_AHEAD_BYTES = LIMITS.maxHeadBytes + LIMITS.maxBodyBytes;

/** Serves one connection: its requests in order, one at a time, until a side closes. */
export function serveConnection(socket: Socket, clock: Clock, handle: RequestHandler): void {
  const reader = new RequestReader(LIMITS);
  let busy = false;
  let current: Exchange | null = null;
  let lastReadMs = 0;

  const refuse = (error: RequestRefused) => {
    const body = errorBody(error.message, "invalid_request_error", null);
    const answer = jsonResponse(error.status, body, { keepAlive: false });
    socket.end(bytesOf(answer.steps.map(stepBytes).join("")));
  };
  const serveNext = () => {
    if (busy || socket.destroyed) return;
    let request: ReceivedRequest | null;
    try {
      request = reader.next();
      if (reader.takeContinueWanted()) socket.write(bytesOf("HTTP/1.1 100 Continue\r\n\r\n"));
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      busy = true;
      return refuse(error);
    }
    if (request === null) return;
    busy = true;
    current = handle(request, lastReadMs, socket, () => {
      busy = false;
      current = null;
      lastReadMs = clock();
      // Not at once: a row of pipelined requests must not become a row of nested calls.
      if (reader.pendingBytes > 0) queueMicrotask(serveNext);
    });
    current?.start();
  };

  socket.setNoDelay(true);
  socket.on("data", (bytes: Uint8Array) => {
    const nowMs = clock();
    if (!busy) lastReadMs = nowMs;
    reader.push(bytes);
    if (!busy) serveNext();
    else if (reader.pendingBytes > MAX_AHEAD_BYTES) socket.destroy();
  });
  // A reset by the client ends in `close` like any other end: nobody is left to be told.
  socket.on("error", () => socket.destroy());
  socket.on("end", () => current?.abort());
  socket.on("close", () => current?.abort());
}
