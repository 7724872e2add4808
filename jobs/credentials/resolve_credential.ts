import { CredentialError } from "./credential_error.ts";
import type { CredentialSource } from "./credential_source.ts";
import {
  awsVariables,
  credentialVariable,
  type Environment,
  GOOGLE_FILE_VARIABLE,
  type KeyedEndpoint,
  missingVariables,
  sortOf,
} from "./credential_variables.ts";
import { exchangeAssertion, type ExchangeDeps } from "./exchange_assertion.ts";
import { renewToken } from "./renew_token.ts";
import { parseServiceAccount } from "./service_account.ts";

/** The world as credentials come from it. */
export interface CredentialDeps extends ExchangeDeps {
  env: Environment;
  readTextFile: (path: string) => Promise<string>;
  /** One line for people. */
  log: (line: string) => void;
}

/**
 * Finds what an endpoint's requests are authorised with. What is read depends on its protocol:
 *
 * - most: the key, from the variable the endpoint names (`apiKeyEnv`);
 * - AWS: keys, from `..._ACCESS_KEY_ID`, `..._SECRET_ACCESS_KEY` and `..._SESSION_TOKEN` when the
 *   variable named is the first of them, and from AWS's own when none is named; from a variable of
 *   any other name a Bedrock API key;
 * - Google: an API key, an access token (`ya29....`), a service account's JSON, or the path of its
 *   file (`*.json`, or whatever `GOOGLE_APPLICATION_CREDENTIALS` says). An account's token is asked
 *   for at once, and renewed as long as the source is used.
 *
 * @throws {CredentialError} when something is missing or cannot be used
 */
export async function resolveCredential(
  endpoint: KeyedEndpoint,
  deps: CredentialDeps,
): Promise<CredentialSource> {
  const missing = missingVariables(endpoint, deps.env);
  if (missing.length > 0) {
    throw new CredentialError(
      `${endpoint.id} needs a key: set the environment variable${missing.length > 1 ? "s" : ""} ` +
        missing.join(" and "),
    );
  }
  const variable = credentialVariable(endpoint, deps.env);
  if (variable === null) return () => ({ kind: "none" });
  switch (sortOf(endpoint)) {
    case "key":
      return key(valueOf(variable, deps.env));
    case "aws":
      return awsKeys(variable, deps.env);
    case "google":
      return await googleCredential(variable, deps);
  }
}

function key(value: string): CredentialSource {
  const credential = { kind: "key" as const, key: value };
  return () => credential;
}

function awsKeys(variable: string, env: Environment): CredentialSource {
  const variables = awsVariables(variable);
  if (variables === null) {
    // Taken for a Bedrock API key, it would be sent as it is.
    const part = /^(|.+_)(SECRET_ACCESS_KEY|SESSION_TOKEN)$/.exec(variable);
    if (part !== null) {
      throw new CredentialError(
        `${variable} is a part of AWS keys: name the variable of their id, ${part[1]}ACCESS_KEY_ID`,
      );
    }
    return key(valueOf(variable, env));
  }
  const sessionToken = valueOf(variables.sessionToken, env);
  const credential = {
    kind: "aws" as const,
    accessKeyId: valueOf(variables.accessKeyId, env),
    secretAccessKey: valueOf(variables.secretAccessKey, env),
    sessionToken: sessionToken === "" ? null : sessionToken,
  };
  return () => credential;
}

async function googleCredential(
  variable: string,
  deps: CredentialDeps,
): Promise<CredentialSource> {
  const value = valueOf(variable, deps.env);
  if (value.startsWith("{")) return await accountToken(value, variable, deps);
  if (variable === GOOGLE_FILE_VARIABLE || value.endsWith(".json")) {
    const where = `the file that ${variable} names`;
    return await accountToken(await readFile(value, where, deps), where, deps);
  }
  if (!value.startsWith("ya29.")) return key(value);
  const credential = { kind: "bearer" as const, token: value };
  return () => credential;
}

async function accountToken(
  json: string,
  where: string,
  deps: CredentialDeps,
): Promise<CredentialSource> {
  const account = parseServiceAccount(json, where);
  const exchange = () => exchangeAssertion(account, deps);
  return renewToken(await exchange(), { exchange, now: deps.now, log: deps.log });
}

async function readFile(path: string, where: string, deps: CredentialDeps): Promise<string> {
  try {
    return await deps.readTextFile(path);
  } catch (cause) {
    // The path is not shown: whoever pastes a key into the wrong variable must not see it printed.
    const why = cause instanceof Deno.errors.NotFound ? "is not there" : "cannot be read";
    throw new CredentialError(`${where} ${why}: give the path of a service account's key file`, {
      cause,
    });
  }
}

function valueOf(variable: string, env: Environment): string {
  return env(variable)?.trim() ?? "";
}
