/** Targets of links and images, in order; code blocks are left out. */
export function links(page: string): string[] {
  return [...withoutCodeBlocks(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
}

/** Anchors of the headings, as code forges make them. */
export function headings(page: string): string[] {
  return [...withoutCodeBlocks(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

/** Files and folders of the repository that are named in code type, such as `jobs/main.ts`. */
export function namedPaths(page: string): string[] {
  return [...withoutCodeBlocks(page).matchAll(/`((?:[\w.-]+\/)+(?:[\w-]+\.[a-z]\w*)?)`/g)]
    .map(([, path]) => path!)
    // What a program writes is not in the repository.
    .filter((path) => !path.startsWith(".lapboard") && !path.startsWith("node_modules"));
}

/** Tasks that are named anywhere, code blocks included. */
export function namedTasks(page: string): string[] {
  return [...page.matchAll(/\bdeno(?:@[\d.]+)? task ([\w:]+)/g)].map(([, task]) => task!);
}

/** Lines of the blocks fenced as shell, without blank lines and comments. */
export function shellCommands(page: string): string[] {
  return [...page.matchAll(/^```(?:sh|bash|shell|console)\n([\s\S]*?)^```/gm)]
    .flatMap(([, block]) => block!.replaceAll("\\\n", " ").split("\n"))
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

function withoutCodeBlocks(page: string): string {
  return page.replace(/^```[\s\S]*?^```/gm, "");
}
