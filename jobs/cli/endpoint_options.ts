import { type Command, Option } from "commander";
import { collect } from "./option_values.ts";
import { protocolName } from "./protocol_option.ts";

/** What is measured. */
export interface EndpointOptions {
  url?: string;
  model?: string;
  llmApi: string;
  apiKeyEnv?: string;
  header: string[];
}

/** Adds the flags of {@link EndpointOptions} to a command, under a heading of their own. */
export function addEndpointOptions(command: Command): Command {
  return command
    .optionsGroup("Endpoint:")
    .option("--url <url>", "measure this base URL instead of a catalog endpoint")
    .option("--model <name>", "model name the endpoint expects (with --url)")
    .addOption(
      new Option("--llm-api <protocol>", "wire format (with --url), one of the protocols below")
        .default("openai-chat")
        .argParser(protocolName),
    )
    .option("--api-key-env <variable>", "environment variable that holds the key (with --url)")
    .option(
      "--header <name: value>",
      "extra request header, repeatable; {index} counts, {NAME} is a variable's value",
      collect,
      [],
    );
}
