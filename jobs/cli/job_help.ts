import { protocolLines } from "./protocol_option.ts";

/** What stands below the options in `deno task job --help`. */
export function jobHelp(): string {
  return `
Plans (--plan):
  load       one level: --rates 4 or --concurrencies 8
  sweep      levels in ascending order until one is saturated: no more throughput, a growing backlog
  slo        the highest rate that meets --slo, with its interval; --rates 1,64 bounds the search
  sustained  one level for long: --rates 4 --duration 10m, with drift over time
  compare    --against: the same requests to A and B in turns, each figure tested
  full       warm-up, sweep, slo, sustained at 90 % of what was found

Protocols (--llm-api):
${protocolLines().join("\n")}

Keys (--api-key-env, or the catalog's api_key_env) are read from the variable named:
  most protocols  the key
  aws-*           AWS_ACCESS_KEY_ID names AWS keys, with AWS_SECRET_ACCESS_KEY and, if set,
                  AWS_SESSION_TOKEN beside it (any prefix will do); it is also used unnamed. A
                  variable of another name, such as AWS_BEARER_TOKEN_BEDROCK, holds a Bedrock API key
  google-gemini   an API key, an access token, or a service account's JSON or the path of its file;
                  GOOGLE_APPLICATION_CREDENTIALS is also used unnamed

Examples:
  deno task job openai/gpt-4o-mini
  deno task job --url http://localhost:8000/v1 --model my-model --num-concurrent-requests 8
  deno task job --url https://llm.example.com/v1 --model m --api-key-env MY_KEY --json
  deno task job openai/gpt-4o-mini --workload summarization --request-rate 2 --slo 'ttft:p95<1s'
  deno task job --url http://localhost:8000/v1 --model m --plan sweep --rates 1..64*2 --duration 60s
  deno task job --url http://localhost:8000/v1 --model m --plan slo --slo 'ttft:p95<500ms;success>=99%'
  deno task job --url http://a:8000/v1 --model m --plan compare --against http://b:8000/v1 --rates 2
  deno task job --resume 0b9d4f0e-... (go on after Ctrl-C or a crash)

Exit codes: 0 done, 1 no request succeeded, 2 wrong command or input, 3 measured but the instrument
was not good enough, 130 interrupted (finished samples are kept).`;
}
