const COMMANDS = [
  {
    command: "deno task demo",
    does: "measures three simulated providers in under a minute; needs no key",
  },
  {
    command: "deno task job openai/gpt-4o-mini",
    does: "measures one endpoint of the catalog; needs its key in the environment",
  },
  {
    command: "deno task job --url http://127.0.0.1:8080/v1 --model NAME --llm-api openai",
    does: "measures any server that speaks the OpenAI protocol",
  },
] as const;

/** What a newcomer sees: what to type. */
export function EmptyBoard() {
  return (
    <>
      <h1>Nothing has been measured yet</h1>
      <p class="lead">This board fills with the first run. Type one of these in the checkout:</p>
      <dl class="commands">
        {COMMANDS.map(({ command, does }) => (
          <div>
            <dt>
              <code>{command}</code>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
