import assert from "node:assert/strict";
import { openDatabase } from "../../db/client.ts";
import { withEmbedded, withPostgres } from "../testing/databases.ts";

Deno.test("what one process holds no other gets until it lets go, and other names are free", async () => {
  await withPostgres(async (first, databaseUrl) => {
    const second = await openDatabase({ databaseUrl });
    try {
      assert.equal(await first.hold("group 1"), true);
      assert.equal(await second.hold("group 1"), false);
      assert.equal(await second.hold("group 2"), true);
    } finally {
      await second.close();
    }
    const third = await openDatabase({ databaseUrl });
    try {
      assert.equal(await third.hold("group 2"), true, "closing lets go");
      assert.equal(await third.hold("group 1"), false);
    } finally {
      await third.close();
    }
  });
});

Deno.test("of many who ask at once exactly one gets it", async () => {
  await withPostgres(async (_db, databaseUrl) => {
    const opened = await Promise.all(
      Array.from({ length: 5 }, () => openDatabase({ databaseUrl })),
    );
    try {
      const got = await Promise.all(opened.map((db) => db.hold("group 1")));
      assert.equal(got.filter((each) => each).length, 1);
    } finally {
      await Promise.all(opened.map((db) => db.close()));
    }
  });
});

Deno.test("the embedded database is its process's alone, so whatever is asked for is to be had", async () => {
  await withEmbedded(async (db) => assert.equal(await db.hold("group 1"), true));
});
