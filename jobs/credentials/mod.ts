export { CredentialError } from "./credential_error.ts";
export { type CredentialSource, requestRenewalMs } from "./credential_source.ts";
export { type KeyedEndpoint, missingVariables } from "./credential_variables.ts";
export { keepSecrets } from "./keep_secrets.ts";
export { type CredentialDeps, resolveCredential } from "./resolve_credential.ts";
export { systemCredentials } from "./system_credentials.ts";
