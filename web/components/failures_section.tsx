import type { FailureExample, Run, Statistics } from "../../api/contract.ts";
import { formatNumber } from "../format/figures.ts";
import { ScrollTable } from "./scroll_table.tsx";

/** Failed requests by kind, with the first few of each as they came. */
export function FailuresSection({ run, statistics }: { run: Run; statistics: Statistics }) {
  const kinds = Object.entries(statistics.failures).sort(([, a], [, b]) => b - a);
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">Failures</h2>
      {kinds.length === 0
        ? <p>None: all {formatNumber(statistics.counts.ok, 0)} measured requests succeeded.</p>
        : (
          <>
            <ul class="counts">
              {kinds.map(([kind, count]) => (
                <li>
                  <code>{kind}</code> <b>{formatNumber(count, 0)}</b>
                </li>
              ))}
            </ul>
            <ScrollTable label="Examples of failed requests">
              <thead>
                <tr>
                  <th scope="col">Kind</th>
                  <th scope="col" class="number">Sample</th>
                  <th scope="col" class="number">Status</th>
                  <th scope="col">What happened</th>
                  <th scope="col">Start of the answer</th>
                </tr>
              </thead>
              <tbody>
                {run.failure_examples.map((example) => <ExampleRow example={example} />)}
              </tbody>
            </ScrollTable>
          </>
        )}
    </section>
  );
}

function ExampleRow({ example }: { example: FailureExample }) {
  return (
    <tr>
      <th scope="row">
        <code>{example.kind}</code>
      </th>
      <td class="number">{example.index}</td>
      <td class="number">{example.http_status ?? "–"}</td>
      <td class="outside-text">
        {example.message}
        {example.retry_after_s !== null && ` (retry after ${example.retry_after_s} s)`}
      </td>
      <td class="outside-text">{example.body_excerpt && <code>{example.body_excerpt}</code>}</td>
    </tr>
  );
}
