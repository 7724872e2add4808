export { type Alarm, SPIN_AHEAD_MS, type WakeCalls } from "./alarm.ts";
export { type Channel, type Exchange, type Timeouts } from "./channel.ts";
export {
  chooseTransport,
  type Surroundings,
  surroundingsOf,
  type TransportChoice,
} from "./choose_transport.ts";
export { nowMs, unixOriginMs } from "./clock.ts";
export {
  type ChannelFactory,
  type ChannelOptions,
  createChannelFactory,
  type Transport,
  TRANSPORTS,
} from "./create_channel.ts";
export { type DecodedResponse, decodeResponse } from "./decode_response.ts";
export { encodeRequest, type RequestParts } from "./http1_request.ts";
export { RawChannel, type RawChannelOptions } from "./raw_channel.ts";
export { type Recording, releaseRecordings } from "./recording.ts";
export { retryAfterS } from "./retry_after.ts";
export type { ResponseHead } from "./response_head.ts";
export { ResponseTape } from "./response_tape.ts";
export { type BodyFraming, cutEvents } from "./cut_events.ts";
export type { CutEvent, EventStream } from "./event_stream.ts";
export { parseEventStream } from "./server_sent_events.ts";
export { type Target, targetOf } from "./target.ts";
export { WireFailure } from "./wire_failure.ts";
