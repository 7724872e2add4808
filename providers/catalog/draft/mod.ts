/*
 * A catalog file in the making: what a form asks, what it makes, what is wrong with it. Pure, and
 * light enough for a browser.
 */
export {
  type DraftField,
  type DraftGroup,
  ENDPOINT_GROUPS,
  fieldsOf,
  PROVIDER_GROUPS,
} from "./draft_fields.ts";
export { issueLink } from "./issue_link.ts";
export {
  type DraftPreview,
  type DraftProblem,
  mayHoldSecret,
  previewDraft,
} from "./preview_draft.ts";
