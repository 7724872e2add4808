import type { FailureKind, FailurePhase } from "../samples/mod.ts";

/** A request that failed below the protocol: the kind and phase go into the sample as they are. */
export class WireFailure extends Error {
  override readonly name = "WireFailure";

  constructor(
    readonly kind: FailureKind,
    readonly phase: FailurePhase,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
