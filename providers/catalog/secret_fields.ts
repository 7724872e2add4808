/** Fields whose wrong value may hold a secret, so that it is never shown, sent or repeated. */
export const SECRET_FIELDS: readonly string[] = ["api_key_env", "base_url"];
