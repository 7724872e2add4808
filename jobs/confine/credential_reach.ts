import { CredentialError } from "../credentials/credential_error.ts";
import {
  credentialVariable,
  type Environment,
  GOOGLE_FILE_VARIABLE,
  type KeyedEndpoint,
  sortOf,
} from "../credentials/credential_variables.ts";
import { parseServiceAccount } from "../credentials/service_account.ts";

/** What must be read, and who must be asked, before an endpoint's requests can be authorised. */
export interface CredentialReach {
  files: string[];
  origins: URL[];
}

const NOTHING: CredentialReach = { files: [], origins: [] };

/**
 * A Google service account's key file and token server; every other credential is in the
 * environment. What cannot be used asks for nothing: whoever resolves the credential says so.
 */
export function credentialReach(
  endpoint: KeyedEndpoint,
  env: Environment,
  readTextFile: (path: string) => string,
): CredentialReach {
  const variable = credentialVariable(endpoint, env);
  if (variable === null || sortOf(endpoint) !== "google") return NOTHING;
  const value = env(variable)?.trim() ?? "";
  const isFile = variable === GOOGLE_FILE_VARIABLE || value.endsWith(".json");
  if (!isFile && !value.startsWith("{")) return NOTHING;
  const files = isFile ? [value] : [];
  try {
    const json = value.startsWith("{") ? value : readTextFile(value);
    return { files, origins: [parseServiceAccount(json, variable).tokenUri] };
  } catch (error) {
    const unusable = error instanceof CredentialError || error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.PermissionDenied || error instanceof Deno.errors.IsADirectory;
    if (!unusable) throw error;
    return { files, origins: [] };
  }
}
