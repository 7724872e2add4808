/// <reference lib="dom" />
import { config } from "zod";
import { type DraftPreview, issueLink, previewDraft } from "../../providers/catalog/draft/mod.ts";
import { draftStatus, problemText } from "../format/draft_words.ts";
import { addEndpoint } from "./add_endpoint.ts";
import { readIsland } from "./read_island.ts";

/** What the server put into the page for this script. */
interface Island {
  protocolNames: string[];
  /** Null when issues are opened nowhere. */
  repositoryUrl: string | null;
}

// The content policy forbids code made of text, which the schema library would otherwise try.
config({ jitless: true });

const island = readIsland<Island>("add-provider");
const form = document.querySelector<HTMLFormElement>("#draft");
if (island && form) start(form, island);

/** Checks the form and writes the file whenever a reader types. */
function start(form: HTMLFormElement, { protocolNames, repositoryUrl }: Island): void {
  // What was sent once has been looked at: its problems are shown at once.
  const seen = new Set(
    [...form.querySelectorAll(".problem")].filter((place) => place.textContent !== "")
      .map((place) => place.id.replace(/-problem$/, "")),
  );
  const refresh = () => {
    const preview = previewDraft(entriesOf(form), protocolNames);
    showProblems(form, preview, seen);
    showFile(preview, repositoryUrl);
    return preview;
  };
  form.addEventListener("input", refresh);
  // A field is not called wrong before its reader has left it.
  form.addEventListener("change", (event) => {
    const { name } = event.target as HTMLInputElement;
    if (name) seen.add(name);
    refresh();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.id === "more") return addEndpoint(form, refresh);
    const { problems } = previewDraft(entriesOf(form), protocolNames);
    for (const { field } of problems) seen.add(field);
    refresh();
    focusFirstProblem(form);
  });
  const copy = byId<HTMLButtonElement>("copy");
  copy.hidden = false;
  copy.addEventListener("click", () => copyFile());
  refresh();
}

function entriesOf(form: HTMLFormElement): [name: string, text: string][] {
  return [...new FormData(form)].map(([name, value]) => [name, String(value)]);
}

function showProblems(
  form: HTMLFormElement,
  { problems }: DraftPreview,
  seen: ReadonlySet<string>,
): void {
  const byField = new Map(problems.map((problem) => [problem.field, problem]));
  for (const place of form.querySelectorAll<HTMLElement>(".problem")) {
    const field = place.id.replace(/-problem$/, "");
    const problem = seen.has(field) ? byField.get(field) : undefined;
    const text = problem === undefined ? "" : problemText(problem);
    if (place.textContent !== text) place.textContent = text;
    const input = byId(field);
    if (problem === undefined) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  }
}

function showFile(preview: DraftPreview, repositoryUrl: string | null): void {
  const status = draftStatus(preview);
  // Written only when it changes, for a screen reader says it each time.
  if (byId("status").textContent !== status) byId("status").textContent = status;
  byId("written").hidden = false;
  byId("yaml").textContent = preview.yaml;
  byId("copied").textContent = "";
  byId("next").hidden = preview.good === null;
  if (repositoryUrl === null) return;
  const link = preview.good === null ? null : issueLink(repositoryUrl, preview.good);
  const issue = byId<HTMLAnchorElement>("issue");
  if (link !== null) issue.href = link;
  issue.hidden = link === null;
  byId("too-long").hidden = link !== null;
}

/** Opens what is folded over the first wrong field, and goes there. */
function focusFirstProblem(form: HTMLFormElement): void {
  const wrong = form.querySelector<HTMLElement>("[aria-invalid]");
  if (wrong === null) return byId("yaml").closest("pre")?.focus();
  const fold = wrong.closest("details");
  if (fold) fold.open = true;
  wrong.focus();
}

async function copyFile(): Promise<void> {
  const text = byId("yaml").textContent ?? "";
  try {
    await navigator.clipboard.writeText(text);
    byId("copied").textContent = "Copied.";
  } catch {
    // Browsers refuse on plain HTTP, or when their reader does: the text is then chosen for them.
    getSelection()?.selectAllChildren(byId("yaml"));
    byId("copied").textContent = "The browser does not let pages copy; the text is selected.";
  }
}

/** @throws {TypeError} when the page and this script do not fit */
function byId<Kind extends HTMLElement = HTMLElement>(id: string): Kind {
  const element = document.getElementById(id);
  if (element === null) throw new TypeError(`the page has no element "${id}"`);
  return element as Kind;
}
