import type { Socket } from "node:net";
import { asciiJson, bodyEnd, bodyPiece, responseHead } from "./http_response.ts";
import { bytesOf } from "./script.ts";
import type { TruthDocument } from "./truth.ts";

const PIECE_CHARACTERS = 64 * 1024;

/**
 * Sends a truth document in pieces, giving way to the event loop between them: a large one must
 * not hold up streams that are being served.
 */
export async function sendTruth(
  socket: Socket,
  document: TruthDocument,
  keepAlive: boolean,
  onEnd: () => void,
): Promise<void> {
  const { requests, ...about } = document;
  socket.write(bytesOf(responseHead(200, {
    "Content-Type": "application/json",
    "Transfer-Encoding": "chunked",
    "Connection": keepAlive ? "keep-alive" : "close",
  })));
  let piece = asciiJson(about).slice(0, -1) + `,"requests":{`;
  let comma = "";
  for (const [id, request] of Object.entries(requests)) {
    piece += `${comma}${asciiJson(id)}:${asciiJson(request)}`;
    comma = ",";
    if (piece.length < PIECE_CHARACTERS) continue;
    if (socket.destroyed) return;
    const taken = socket.write(bytesOf(bodyPiece("chunked", piece)));
    piece = "";
    if (taken) await new Promise((resolve) => setImmediate(resolve));
    else await drainedOrClosed(socket);
  }
  if (socket.destroyed) return;
  socket.write(bytesOf(bodyPiece("chunked", piece + "}}") + bodyEnd("chunked")));
  if (keepAlive) onEnd();
  else socket.end();
}

function drainedOrClosed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off("drain", done);
      socket.off("close", done);
      resolve();
    };
    socket.on("drain", done);
    socket.on("close", done);
  });
}
