import { InvalidArgumentError } from "commander";
import { findProtocol, protocols } from "../../providers/protocols/mod.ts";

/** Reads the name of a protocol, or one of its other names. */
export function protocolName(value: string): string {
  try {
    findProtocol(value);
    return value;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new InvalidArgumentError(`It is an ${error.message}.`);
  }
}

/** One line a protocol: its name, what it is, and its other names. */
export function protocolLines(): string[] {
  const width = Math.max(...protocols.map(({ id }) => id.length));
  return protocols.map(({ id, aliases, description }) => {
    const also = aliases.length === 0 ? "" : ` (also: ${aliases.join(", ")})`;
    return `  ${id.padEnd(width)}  ${description}${also}`;
  });
}
