import { stringify } from "yaml";

/** The issue form in `.github/ISSUE_TEMPLATE/`; its fields are a catalog file's fields. */
const TEMPLATE = "add-provider.yml";
/** Servers refuse longer addresses. Characters. */
const MAX_LINK_CHARS = 7000;

/**
 * The address at which an issue is opened with a catalog file's fields filled in.
 *
 * @param repositoryUrl of the project on GitHub, without a slash at the end
 * @param file a good file's content, as it was written
 * @returns null when it is too long for an address: the file is then to be pasted
 */
export function issueLink(
  repositoryUrl: string,
  file: Record<string, unknown> & { name: string },
): string | null {
  const query = new URLSearchParams({ template: TEMPLATE, title: `Provider: ${file.name}` });
  for (const [field, value] of Object.entries(file)) {
    if (value === null || value === undefined) continue;
    query.set(field, typeof value === "string" ? value : stringify(value, { lineWidth: 0 }));
  }
  const link = `${repositoryUrl}/issues/new?${query}`;
  return link.length > MAX_LINK_CHARS ? null : link;
}
