import assert from "node:assert/strict";
import { eq, sql } from "drizzle-orm";
import { samples, slots } from "../../db/schema.ts";
import { testOnBothDatabases } from "../testing/databases.ts";

/** The server's own error below the query builder's wrapping. */
async function sqlState(query: PromiseLike<unknown>): Promise<unknown> {
  try {
    await query;
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    return (cause as { code?: unknown }).code;
  }
  return null;
}

testOnBothDatabases("the driver and the database understand each other", async (db, t) => {
  await t.step("values of every type come back as they went in", async () => {
    const [row] = await db.execute(sql`
      select ${5}::int as five, ${"ä \u{1F600} '"}::text as text, ${0.1}::float8 as tenth,
        ${null}::text as nothing, ${true}::boolean as yes, ${new Uint8Array([
      0,
      255,
      128,
    ])}::bytea as bytes,
        9007199254740991::int8 as big`);
    assert.deepEqual({ ...row, bytes: [...(row!.bytes as Uint8Array)] }, {
      five: 5,
      text: "ä \u{1F600} '",
      tenth: 0.1,
      nothing: null,
      yes: true,
      bytes: [0, 255, 128],
      big: "9007199254740991",
    });
  });

  await t.step("an error names its SQLSTATE and leaves the connection usable", async () => {
    assert.equal(await sqlState(db.execute(sql`select 1/0`)), "22012");
    assert.equal(await sqlState(db.execute(sql`select 1/${0}::int`)), "22012");
    assert.equal(await sqlState(db.execute(sql`select ${"abc"}::int`)), "22P02");
    assert.equal(await sqlState(db.execute(sql`selec 1`)), "42601");
    assert.equal(await sqlState(db.execute(sql`select * from nowhere where a = ${1}`)), "42P01");
    const [row] = await db.execute(sql`select ${7}::int as seven`);
    assert.equal(row!.seven, 7);
  });

  await t.step("a transaction that fails leaves nothing behind", async () => {
    await db.execute(sql`create table scratch (n int primary key)`);
    const failed = db.transaction(async (tx) => {
      await tx.execute(sql`insert into scratch values (1)`);
      await tx.execute(sql`insert into scratch values (${1})`);
    });
    assert.equal(await sqlState(failed), "23505");
    await assert.rejects(
      db.transaction(async (tx) => {
        await tx.execute(sql`insert into scratch values (2)`);
        throw new Error("changed my mind");
      }),
      /changed my mind/,
    );
    const [row] = await db.execute(sql`select count(*)::int as n from scratch`);
    assert.equal(row!.n, 0);
  });

  await t.step("a nested transaction that fails rolls back to its start only", async () => {
    await db.transaction(async (tx) => {
      await tx.execute(sql`insert into scratch values (10)`);
      await assert.rejects(tx.transaction(async (inner) => {
        await inner.execute(sql`insert into scratch values (11)`);
        await inner.execute(sql`select 1/0`);
      }));
      await tx.execute(sql`insert into scratch values (12)`);
    });
    const rows = await db.execute(sql`select n from scratch order by n`);
    assert.deepEqual(rows.map((row) => row.n), [10, 12]);
  });

  await t.step("queries sent at once each get their own answer, failures included", async () => {
    const answers = await Promise.all(
      Array.from(
        { length: 60 },
        async (_, i) =>
          i % 7 === 3
            ? await sqlState(db.execute(sql`select 1/${0}::int`))
            : (await db.execute(sql`select ${i}::int as i`))[0]!.i,
      ),
    );
    assert.deepEqual(answers, Array.from({ length: 60 }, (_, i) => i % 7 === 3 ? "22012" : i));
  });

  await t.step("prepared statements work again after one of them failed", async () => {
    const divide = db.select({ q: sql<number>`(10 / ${sql.placeholder("by")}::int)` })
      .from(sql`(values (1)) as one`).prepare("divide");
    assert.deepEqual(await divide.execute({ by: 5 }), [{ q: 2 }]);
    const answers = await Promise.all(
      Array.from(
        { length: 30 },
        (_, i) =>
          i % 4 === 0
            ? sqlState(divide.execute({ by: 0 }))
            : divide.execute({ by: i }).then((rows) => rows[0]!.q),
      ),
    );
    assert.deepEqual(
      answers,
      Array.from({ length: 30 }, (_, i) => i % 4 === 0 ? "22012" : Math.trunc(10 / i)),
    );
  });

  await t.step("transactions started at once do not mix", async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        db.transaction(async (tx) => {
          await tx.execute(sql`insert into scratch values (${100 + i})`);
          const [row] = await tx.execute(sql`select count(*)::int as n from scratch
            where n = ${100 + i}`);
          assert.equal(row!.n, 1);
          if (i % 2 === 1) throw new Error("odd");
        }).catch((error) => assert.match(String(error), /odd/))),
    );
    const rows = await db.execute(sql`select n from scratch where n >= 100 order by n`);
    assert.deepEqual(rows.map((row) => row.n), [100, 102, 104, 106]);
  });

  await t.step("large values pass in both directions", async () => {
    const text = "0123456789abcdef".repeat(512 * 1024); // 8 MiB
    const [row] = await db.execute(sql`select ${text}::text as back, length(${text}) as n`);
    assert.equal(row!.n, text.length);
    assert.ok(row!.back === text);
    const rows = await db.execute(sql`select repeat('x', 1000) as x from generate_series(1, 5000)`);
    assert.equal(rows.length, 5000);
  });

  await t.step("several statements in one raw text all run", async () => {
    await db.execute(sql.raw("create table first (a int); create table second (a int)"));
    const rows = await db.execute(sql`select * from first, second`);
    assert.equal(rows.length, 0);
  });

  await t.step("typed queries return typed rows", async () => {
    assert.deepEqual(await db.select().from(slots), []);
    assert.equal(await db.$count(samples, eq(samples.index, 1)), 0);
  });
});
