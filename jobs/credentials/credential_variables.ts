import type { Endpoint } from "../../providers/catalog/endpoint.ts";
import { type CredentialSort, findProtocol } from "../../providers/protocols/mod.ts";

/** What of an endpoint says which credential it needs. */
export type KeyedEndpoint = Pick<Endpoint, "id" | "protocol" | "baseUrl" | "apiKeyEnv">;

/** An environment variable; undefined when it is not set. */
export type Environment = (name: string) => string | undefined;

/** The variables that hold AWS keys. The session token's need not be set. */
export interface AwsVariables {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string;
}

/** The variable that AWS's own tools read a key's id from. */
const AWS_VARIABLE = "AWS_ACCESS_KEY_ID";
/** The variable that Google's own tools read the path of an account's file from. */
export const GOOGLE_FILE_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS";

/**
 * The environment variable that an endpoint's credential is read from, or begins with; null when it
 * is asked without one.
 *
 * Where the endpoint names none, AWS's and Google's own are used when they are set, as by every
 * tool of theirs. Google's only where it leads to Google or stays on this machine: AWS keys sign
 * and are not sent, but a token is.
 */
export function credentialVariable(endpoint: KeyedEndpoint, env: Environment): string | null {
  if (endpoint.apiKeyEnv !== null) return endpoint.apiKeyEnv;
  const ofItsOwn: Record<CredentialSort, string | null> = {
    key: null,
    aws: AWS_VARIABLE,
    google: isGooglesOrHere(endpoint.baseUrl) ? GOOGLE_FILE_VARIABLE : null,
  };
  const variable = ofItsOwn[sortOf(endpoint)];
  return variable !== null && isSet(env, variable) ? variable : null;
}

/** The variables an endpoint needs that are not set, in the order in which to name them. */
export function missingVariables(endpoint: KeyedEndpoint, env: Environment): string[] {
  const variable = credentialVariable(endpoint, env);
  if (variable === null) return [];
  const aws = sortOf(endpoint) === "aws" ? awsVariables(variable) : null;
  const needed = aws === null ? [variable] : [aws.accessKeyId, aws.secretAccessKey];
  return needed.filter((name) => !isSet(env, name));
}

/** All variables an endpoint's credential is read from, set or not. */
export function variablesRead(endpoint: KeyedEndpoint, env: Environment): string[] {
  const variable = credentialVariable(endpoint, env);
  if (variable === null) return [];
  const aws = sortOf(endpoint) === "aws" ? awsVariables(variable) : null;
  return aws === null ? [variable] : Object.values(aws);
}

/** The variables that go with one named `..._ACCESS_KEY_ID`; null when it is not named so. */
export function awsVariables(variable: string): AwsVariables | null {
  const prefix = /^(|.+_)ACCESS_KEY_ID$/.exec(variable)?.[1];
  return prefix === undefined ? null : {
    accessKeyId: variable,
    secretAccessKey: `${prefix}SECRET_ACCESS_KEY`,
    sessionToken: `${prefix}SESSION_TOKEN`,
  };
}

/** Which sort of credential an endpoint's protocol is used with. */
export function sortOf(endpoint: KeyedEndpoint): CredentialSort {
  return findProtocol(endpoint.protocol).credential;
}

function isSet(env: Environment, variable: string): boolean {
  return (env(variable)?.trim() ?? "") !== "";
}

function isGooglesOrHere(baseUrl: string): boolean {
  const url = URL.parse(baseUrl);
  return url !== null && (isGoogleHost(url.hostname) || isLoopback(url.hostname));
}

/** True for the hosts of Google's APIs. */
export function isGoogleHost(hostname: string): boolean {
  return hostname.endsWith(".googleapis.com") || hostname === "accounts.google.com";
}

/** True for a host that never leaves this machine. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
