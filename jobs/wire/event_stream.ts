/** One event of a streamed body and where it ended. */
export interface CutEvent {
  /** The `event:` field, or the `:event-type` of a binary message; null when absent. */
  name: string | null;
  data: string;
  /** The payload as it came, in binary framings only. */
  bytes?: Uint8Array;
  /** Offset one past the event's last byte, what closes it included. */
  end: number;
}

/** All events of a body, and what else was seen on the way. */
export interface EventStream {
  /** Events with data, in order. */
  events: CutEvent[];
  /** End of the first complete event or comment of any sort; null when there was none. */
  firstEnd: number | null;
  /** Why reading stopped before the body's end, such as a line that is not UTF-8; null when it did not. */
  malformed: string | null;
}
