import { parseAwsEventStream } from "./aws_event_stream.ts";
import type { EventStream } from "./event_stream.ts";
import { parseJsonLines } from "./json_lines.ts";
import { parseEventStream } from "./server_sent_events.ts";

/** How a body is cut into events; the protocols' `Framing` says what each is. */
export type BodyFraming = "event-stream" | "json-lines" | "aws-event-stream";

/** Cuts the body of a streamed answer into events, each with the byte it ended at. */
export function cutEvents(framing: BodyFraming, body: Uint8Array): EventStream {
  switch (framing) {
    case "event-stream":
      return parseEventStream(body);
    case "json-lines":
      return parseJsonLines(body);
    case "aws-event-stream":
      return parseAwsEventStream(body);
  }
}
