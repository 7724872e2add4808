import type { RequestStamps } from "./stamps_file.ts";

/** What a server really did. */
export interface Truth {
  requests: RequestStamps[];
  /** How late it sent, against its own plan; null when that says nothing. */
  latenessP99Ms: number | null;
  /** How far the wall clock, which all stamps are on, was moved meanwhile; null when not known. */
  clockStepUs: number | null;
}

/** A server whose true send times are known, for one window. */
export interface TruthSource {
  /** Where clients POST. */
  url: string;
  /** The measured part of the window begins. */
  begin(): Promise<void>;
  /** It is over: streams may end early. */
  end(): Promise<void>;
  /** What was really sent. */
  truth(): Promise<Truth>;
  /** Ends the server. */
  stop(): Promise<void>;
}
