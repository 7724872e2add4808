const TYPES: Readonly<Record<number, string>> = {
  400: "ValidationException",
  401: "UnrecognizedClientException",
  403: "AccessDeniedException",
  404: "ResourceNotFoundException",
  408: "ModelTimeoutException",
  413: "ValidationException",
  424: "ModelErrorException",
  429: "ThrottlingException",
  503: "ServiceUnavailableException",
};

/** The header in which AWS names an error. */
export function awsErrorHeaders(status: number): Record<string, string> {
  const type = TYPES[status] ?? (status >= 500 ? "InternalServerException" : "ValidationException");
  return { "x-amzn-ErrorType": type };
}
