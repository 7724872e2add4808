import type { Run } from "../../api/contract.ts";
import { formatRate } from "../format/figures.ts";
import { formatInterval } from "./figure.tsx";
import { ScrollTable } from "./scroll_table.tsx";

/** The correctness check: every question with what was expected and what came. */
export function ChecksSection({ run }: { run: Run }) {
  const { correct, check_items: items } = run;
  return (
    <section aria-labelledby="checks">
      <h2 id="checks">Correctness check</h2>
      {items.length === 0 ? <p>This run asked no questions.</p> : (
        <>
          <p>
            {correct.passed} of {correct.asked} answers right ({formatRate(correct.rate)}
            {correct.ci95 && `, 95 % interval ${formatInterval(correct.ci95, formatRate)}`}).
            {items.length > correct.asked &&
              ` Not answered, and so not judged: ${items.length - correct.asked}.`}
          </p>
          <details>
            <summary>All {items.length} questions and answers</summary>
            <ScrollTable label="Questions and answers">
              <thead>
                <tr>
                  <th scope="col">Result</th>
                  <th scope="col">Kind</th>
                  <th scope="col">Question</th>
                  <th scope="col">Expected</th>
                  <th scope="col">Got</th>
                </tr>
              </thead>
              <tbody>
                {items.map((item) => (
                  <tr>
                    <td>
                      <span class={`result result-${item.passed ?? "none"}`}>
                        {item.passed === null ? "not judged" : item.passed ? "right" : "wrong"}
                      </span>
                    </td>
                    <td>
                      <code>{item.kind}</code>
                    </td>
                    <td class="outside-text">{item.prompt}</td>
                    <td class="outside-text">{item.expected}</td>
                    <td class="outside-text">{item.got ?? <code>{item.failure}</code>}</td>
                  </tr>
                ))}
              </tbody>
            </ScrollTable>
          </details>
        </>
      )}
    </section>
  );
}
