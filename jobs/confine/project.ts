import { fileURLToPath } from "node:url";

/** The top of the checkout: the program, its catalog, its libraries. */
export const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
