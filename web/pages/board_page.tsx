import type { Leaderboard, NotMeasured } from "../../api/contract.ts";
import type { AssetUrls } from "../assets.ts";
import { boardPoints } from "../charts/board_points.ts";
import { BoardForm } from "../components/board_form.tsx";
import { RankedTable, UnrankedTable } from "../components/board_table.tsx";
import { KindBadge } from "../components/badges.tsx";
import { ChartFigure } from "../components/chart_figure.tsx";
import { JsonIsland } from "../components/json_island.tsx";
import { ScrollTable } from "../components/scroll_table.tsx";
import { formatNumber } from "../format/figures.ts";
import { rankedByLabel } from "../format/labels.ts";
import { EmptyBoard } from "./empty_board.tsx";
import { Layout } from "./layout.tsx";

/** The leaderboard of one week. */
export function BoardPage({ board, assets }: { board: Leaderboard; assets: AssetUrls }) {
  const measured = board.entries.length + board.unranked.length;
  const title = board.week === null ? "Lapboard" : `Week ${board.week} · Lapboard`;
  return (
    <Layout title={title} assets={assets} here="board" script="board">
      {board.week === null ? <EmptyBoard /> : (
        <>
          <h1>{board.model ?? "LLM inference endpoints"}, week {board.week}</h1>
          <p class="lead">{summary(board)}</p>
          <BoardForm board={board} />
          {board.entries.some((row) => row.endpoint.kind === "simulated") && <SimulatedNote />}
          {board.entries.length > 0
            ? (
              <>
                <RankedTable board={board} />
                <HowToRead board={board} />
              </>
            )
            : (
              <p class="note">
                {measured === 0
                  ? "Nothing was measured with these choices in this week."
                  : "No endpoint can be ranked with these choices; what was measured is below."}
              </p>
            )}
          <SpeedChart board={board} />
        </>
      )}
      {board.unranked.length > 0 && (
        <section aria-labelledby="unranked">
          <h2 id="unranked">Measured but not ranked</h2>
          <UnrankedTable board={board} />
        </section>
      )}
      {board.not_measured.length > 0 && <NotMeasuredSection rows={board.not_measured} />}
    </Layout>
  );
}

function summary(board: Leaderboard): string {
  const { entries, unranked, not_measured } = board;
  const all = entries.length + unranked.length + not_measured.length;
  const better = board.direction === "lower" ? "lower is better" : "higher is better";
  return `${entries.length} of ${all} endpoints ranked by ${rankedByLabel(board)} (${better}), ` +
    `measured with ${board.workload}` +
    (board.region === null ? "." : ` from “${board.region}”.`);
}

function SimulatedNote() {
  return (
    <p class="note">
      Endpoints marked <KindBadge kind="simulated" />{" "}
      are servers of this project with known timings. They show that the instrument works; they are
      nobody's product.
    </p>
  );
}

function HowToRead({ board }: { board: Leaderboard }) {
  const { min_success_rate, min_correct_rate } = board.rules;
  return (
    <p class="fine">
      Small figures are 95&nbsp;% intervals; a rank such as <b>2</b> <span class="inline">1–3</span>
      {" "}
      says which ranks the data allow. <b>~</b>{" "}
      marks an estimate: too few requests to state that quantile with 99&nbsp;% confidence. Ranked
      are endpoints with at least {100 * min_success_rate}&nbsp;% successful requests and{" "}
      {100 * min_correct_rate}&nbsp;% correct answers. Figures older than eight days are grey.
      Prices are list prices.
    </p>
  );
}

function SpeedChart({ board }: { board: Leaderboard }) {
  const points = boardPoints(board);
  if (points.length === 0) return null;
  return (
    <section aria-labelledby="speed">
      <h2 id="speed">First token against output speed</h2>
      <ChartFigure
        id="board-chart"
        tall
        description={`Scatter chart of ${points.length} endpoints: time to first token against ` +
          "output tokens per second. The table below holds the same figures."}
        caption="Median of each endpoint. The best place is the upper left."
      >
        <details>
          <summary>The same as a table</summary>
          <ScrollTable label="Figures of the chart">
            <thead>
              <tr>
                <th scope="col">Endpoint</th>
                <th scope="col" class="number">TTFT P50 (ms)</th>
                <th scope="col" class="number">Output tokens/s P50</th>
              </tr>
            </thead>
            <tbody>
              {points.map((point) => (
                <tr>
                  <th scope="row">{point.label}</th>
                  <td class="number">{formatNumber(point.ttftMs, 1)}</td>
                  <td class="number">{formatNumber(point.outputTps, 1)}</td>
                </tr>
              ))}
            </tbody>
          </ScrollTable>
        </details>
      </ChartFigure>
      <JsonIsland id="board-points" data={points} />
    </section>
  );
}

function NotMeasuredSection({ rows }: { rows: NotMeasured[] }) {
  return (
    <section aria-labelledby="not-measured">
      <h2 id="not-measured">Not measured</h2>
      <ul class="not-measured">
        {rows.map(({ endpoint, reason }) => (
          <li>
            <b>{endpoint.id}</b> <KindBadge kind={endpoint.kind} />
            <span class="reason">{reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
