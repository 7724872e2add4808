import type { ChecklistItemJson } from "../../../api/contract.ts";

const WORDS = { pass: "pass", fail: "fail", not_applicable: "n/a" } as const;

/** The validation checklist with its verdicts and why. */
export function ChecklistSection({ items }: { items: readonly ChecklistItemJson[] }) {
  const asked = items.filter(({ result }) => result !== "not_applicable");
  const passed = asked.filter(({ result }) => result === "pass");
  return (
    <section aria-labelledby="checklist">
      <h2 id="checklist">Validation checklist</h2>
      <p>
        {passed.length} of {asked.length}{" "}
        checks passed. They are filled in from what is stored, not by hand.
      </p>
      <ul class="checklist">
        {items.map(({ id, title, result, why }) => (
          <li id={`check-${id}`}>
            <span class={`badge check-${result}`}>{WORDS[result]}</span>
            <span>
              <b>{title}</b>
              <span class="why outside-text">{why}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
