import type { Dialect } from "./dialect.ts";
import { decodeSegment } from "./path_segment.ts";

/** Makes the `match` of an API that is asked by a POST to one path: model and mode are in the body. */
export function postTo(path: string): Dialect["match"] {
  return (request) =>
    request.method === "POST" && request.path === path ? { model: null, stream: null } : null;
}

/**
 * Makes the `match` of an API whose paths name the model and end in what is to be done with it.
 * @param path its two groups are the model and the operation
 * @param streaming the operation that streams; any other answers in one piece
 */
export function postToModel(path: RegExp, streaming: string): Dialect["match"] {
  return (request) => {
    const found = request.method === "POST" ? path.exec(request.path) : null;
    if (found === null) return null;
    return { model: decodeSegment(found[1]!), stream: found[2] === streaming };
  };
}
