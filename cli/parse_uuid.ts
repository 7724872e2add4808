import { InvalidArgumentError } from "commander";

/**
 * Reads an id from the command line.
 *
 * @throws {InvalidArgumentError} when it is not a UUID
 */
export function parseUuid(text: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) {
    throw new InvalidArgumentError("It must be a UUID, as the end of a run prints it.");
  }
  return text.toLowerCase();
}
