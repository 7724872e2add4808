import type { BoardRow, Endpoint, Leaderboard, RankedRow } from "../../api/contract.ts";
import { boardUrl } from "../format/board_url.ts";
import { rankedByLabel } from "../format/labels.ts";
import { KindBadge } from "./badges.tsx";
import { type BoardColumn, boardColumns } from "./board_columns.tsx";

/*
 * Roles are written out because a phone shows each row as a card (`display: grid`), which would
 * otherwise take the table's meaning away from screen readers.
 */

/** The ranked endpoints. */
export function RankedTable({ board }: { board: Leaderboard }) {
  const columns = boardColumns(board);
  return (
    <table class="board" id="ranked" role="table">
      <caption class="hidden">Endpoints ranked by {rankedByLabel(board)}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th
            role="columnheader"
            scope="col"
            class="rank"
            data-sort="ascending"
            data-label="Rank"
            aria-sort="ascending"
          >
            <span class="head-label">Rank</span>
          </th>
          <th role="columnheader" scope="col" data-sort="ascending" data-label="Endpoint">
            <span class="head-label">Endpoint</span>
          </th>
          {columns.map((column) => <ColumnHead column={column} board={board} />)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {board.entries.map((row) => (
          <tr role="row" class={row.stale ? "stale" : undefined}>
            <RankCell row={row} />
            <EndpointCell endpoint={row.endpoint} runId={row.run_id} />
            {columns.map((column) => <ColumnCell column={column} row={row} />)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Endpoints that were measured and cannot be ranked, with the reason where the rank would be. */
export function UnrankedTable({ board }: { board: Leaderboard }) {
  const columns = boardColumns(board);
  return (
    <table class="board unranked" role="table">
      <caption class="hidden">Endpoints measured but not ranked</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">Endpoint</th>
          <th role="columnheader" scope="col">Why not ranked</th>
          {columns.map((column) => (
            <th role="columnheader" scope="col" class="number">
              {column.label} {column.unit && <span class="unit">{column.unit}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {board.unranked.map((row) => (
          <tr role="row" class={row.stale ? "stale" : undefined}>
            <EndpointCell endpoint={row.endpoint} runId={row.run_id} />
            <td role="cell" class="reason" data-label="Why not ranked">{row.reason}</td>
            {columns.map((column) => <ColumnCell column={column} row={row} />)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ColumnHead({ column, board }: { column: BoardColumn; board: Leaderboard }) {
  return (
    <th
      role="columnheader"
      scope="col"
      class="number"
      data-sort={column.sort}
      data-label={column.label}
    >
      <span class="head-label">
        {column.ranksBy
          ? <a href={boardUrl(board, column.ranksBy)}>{column.label}</a>
          : column.label}
      </span>
      {column.unit && <span class="unit">{column.unit}</span>}
    </th>
  );
}

function RankCell({ row }: { row: RankedRow }) {
  const [best, worst] = row.rank_interval;
  return (
    <td role="cell" class="rank" data-value={row.rank} data-label="Rank">
      <span class="place">{row.rank}</span>
      {best !== worst && (
        <span class="interval" title="Best and worst rank that the measurements allow">
          <span class="hidden">, may be</span>
          {best}–{worst}
        </span>
      )}
    </td>
  );
}

function EndpointCell({ endpoint, runId }: { endpoint: Endpoint; runId: string }) {
  return (
    <th role="rowheader" scope="row" class="endpoint" data-value={endpoint.id}>
      <a href={`/runs/${runId}`}>{endpoint.id}</a> <KindBadge kind={endpoint.kind} />
      <span class="interval">{endpoint.provider_name} · {endpoint.model}</span>
    </th>
  );
}

function ColumnCell({ column, row }: { column: BoardColumn; row: BoardRow }) {
  const label = column.unit ? `${column.label}, ${column.unit}` : column.label;
  return (
    <td role="cell" class="number" data-value={column.value(row) ?? ""} data-label={label}>
      {column.cell(row)}
    </td>
  );
}
