import type { CredentialDeps } from "./resolve_credential.ts";

/** Credentials come from this process's environment, files and network. */
export const systemCredentials: CredentialDeps = {
  env: (name) => Deno.env.get(name),
  readTextFile: (path) => Deno.readTextFile(path),
  fetch: (input, init) => fetch(input, init),
  now: () => new Date(),
  log: (line) => console.error(line),
};
