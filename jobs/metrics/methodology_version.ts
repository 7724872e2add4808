/**
 * Version of `docs/METHODOLOGY.md` that the code in this folder implements. It rises whenever a
 * metric's meaning changes, and every stored summary carries it.
 */
export const METHODOLOGY_VERSION = 1;
