const TYPES: Readonly<Record<number, string>> = {
  403: "permission_error",
  429: "rate_limit_error",
  529: "overloaded_error",
};

/** The error object OpenAI's API answers with, and whoever copies it. */
export function openAiError(status: number, message: string, code: string | null): unknown {
  const type = TYPES[status] ?? (status >= 500 ? "server_error" : "invalid_request_error");
  return { error: { message, type, param: null, code } };
}

/** The same inside a stream of server-sent events. */
export function openAiErrorEvent(message: string): string {
  return `data: ${JSON.stringify(openAiError(500, message, null))}\n\n`;
}
