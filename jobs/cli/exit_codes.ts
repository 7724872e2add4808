/** Exit codes, as `--help` lists them. */
export const EXIT = {
  done: 0,
  failed: 1,
  wrongInput: 2,
  badInstrument: 3,
  interrupted: 130,
} as const;
