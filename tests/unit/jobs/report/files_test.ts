import assert from "node:assert/strict";
import fc from "fast-check";
import { parquetReadObjects } from "hyparquet";
import { sampleTable, type Table, toCsv, toParquet } from "../../../../jobs/report/files.ts";
import { makeSample } from "../../../testing/samples.ts";

const entries = [0, 1, 2].map((index) => ({
  runId: "11111111-1111-4111-8111-111111111111",
  sample: makeSample({ index, connectedMs: null, connectStartMs: null }, 4),
}));

Deno.test("samples as Parquet come back value for value, absent ones as null", async () => {
  const table = sampleTable(entries);
  const rows = await parquetReadObjects({ file: exactBuffer(toParquet(table)) });
  assert.equal(rows.length, 3);
  for (const [i, row] of rows.entries()) {
    for (const { name, values } of table) assert.deepEqual(row[name] ?? null, values[i], name);
  }
  assert.equal(rows[1]!["ttft_ms"], 200);
  assert.equal(rows[1]!["connect_ms"] ?? null, null);
});

Deno.test("a table of which a column holds nothing is still a Parquet file", async () => {
  const table: Table = [{ name: "a_ms", type: "DOUBLE", values: [null, null] }];
  const rows = await parquetReadObjects({ file: exactBuffer(toParquet(table)) });
  assert.equal(rows.length, 2);
});

Deno.test("CSV names units in its heading and leaves absent values empty", () => {
  const [heading, first] = toCsv(sampleTable(entries)).split("\r\n");
  assert.match(heading!, /^run_id,index,phase,outcome,scheduled_ms,sent_ms,/);
  assert.match(heading!, /output_tokens_per_s/);
  const cells = first!.split(",");
  assert.equal(cells[heading!.split(",").indexOf("connect_ms")], "");
});

Deno.test("any text in CSV is read back as itself, and none is a formula", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (texts) => {
      const csv = toCsv([{ name: "text", type: "STRING", values: texts }]);
      const back = readCsvColumn(csv).slice(1);
      assert.deepEqual(back, texts.map((text) => /^[=+\-@\t\r]/.test(text) ? `'${text}` : text));
    }),
    { numRuns: 30 },
  );
});

/** The fields of a table with one column, by RFC 4180. */
function readCsvColumn(csv: string): string[] {
  const fields: string[] = [];
  for (let at = 0; at < csv.length;) {
    if (csv[at] === '"') {
      let field = "";
      for (at++; !(csv[at] === '"' && csv[at + 1] !== '"'); at++) {
        field += csv[at];
        if (csv[at] === '"') at++;
      }
      fields.push(field);
      at += 3;
    } else {
      const end = csv.indexOf("\r\n", at);
      fields.push(csv.slice(at, end));
      at = end + 2;
    }
  }
  return fields;
}

function exactBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}
