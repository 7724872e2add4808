import type { OutputConfiguration } from "commander";

/** Commander says what it thinks was meant on a second line; a refusal is one line. */
export const ONE_LINE_REFUSAL: OutputConfiguration = {
  outputError: (text, write) =>
    write(`${text.trim().replace(/\s*\n\s*/g, " ")} (--help lists every option)\n`),
};
