/** Flags whose values may hold a secret and are not repeated anywhere. */
const SECRET_FLAGS = new Set(["--header"]);

/** The command that repeats this run: its seed made plain, header values left out. */
export function commandLine(args: readonly string[], seed: number): string {
  const shown: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const [flag, inline] = splitOnce(args[at]!);
    if (!SECRET_FLAGS.has(flag)) shown.push(args[at]!);
    else {
      const value = inline ?? args[++at] ?? "";
      shown.push(flag, `${value.split(":")[0]}: …`);
    }
  }
  if (!args.some((arg) => arg === "--seed" || arg.startsWith("--seed="))) {
    shown.push("--seed", String(seed));
  }
  return ["deno task job", ...shown.map(quoted)].join(" ");
}

function splitOnce(arg: string): [flag: string, value: string | null] {
  const equals = arg.indexOf("=");
  return equals === -1 ? [arg, null] : [arg.slice(0, equals), arg.slice(equals + 1)];
}

function quoted(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
