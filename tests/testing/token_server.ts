import { generateKeyPairSync } from "node:crypto";

const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

/** What checks the words that {@link accountFile}'s account signs, PEM. */
export const PUBLIC_KEY = keys.publicKey;
/** What signs them, PEM. */
export const PRIVATE_KEY = keys.privateKey;

/** A service account's key file, as Google gives it. */
export function accountFile(tokenUri: string, changes: Record<string, unknown> = {}): string {
  return JSON.stringify({
    type: "service_account",
    project_id: "some-project",
    private_key_id: "key-1",
    private_key: PRIVATE_KEY,
    client_email: "bench@some-project.iam.gserviceaccount.com",
    client_id: "1",
    token_uri: tokenUri,
    ...changes,
  });
}

/** A token server on this machine. */
export interface TokenServer {
  tokenUri: string;
  /** Forms that were posted, in order. */
  forms: URLSearchParams[];
  stop: () => Promise<void>;
}

/** Starts a server that gives every form that is posted what `answer` says. */
export function startTokenServer(
  answer: (request: number) => Response | Promise<Response>,
): TokenServer {
  const forms: URLSearchParams[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      forms.push(new URLSearchParams(await request.text()));
      return await answer(forms.length - 1);
    },
  );
  return {
    tokenUri: `http://127.0.0.1:${server.addr.port}/token`,
    forms,
    stop: () => server.shutdown(),
  };
}
