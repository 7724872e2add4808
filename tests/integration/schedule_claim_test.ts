import assert from "node:assert/strict";
import { eq } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { type Claim, claimSlot, type SlotId } from "../../db/queries/claim_slot.ts";
import { finishSlot, type SlotEnd } from "../../db/queries/finish_slot.ts";
import { upsertEndpoint } from "../../db/queries/upsert_endpoint.ts";
import { slots } from "../../db/schema.ts";
import { endpointToRow } from "../../jobs/persist.ts";
import { testOnBothDatabases } from "../testing/databases.ts";
import { makeEndpoint } from "../testing/samples.ts";

const NOON = new Date("2026-11-18T12:00:00Z");
const CLAIM: Claim = {
  claimedBy: "me",
  now: NOON,
  staleBefore: new Date("2026-11-18T06:00:00Z"),
  retryFailedBefore: new Date("2026-11-18T06:00:00Z"),
  maxAttempts: 3,
};
const END: SlotEnd = { status: "done", reason: null, runId: null, finishedAt: NOON };
const before6 = new Date("2026-11-18T05:00:00Z");
const after6 = new Date("2026-11-18T07:00:00Z");

async function newSlot(db: Database, slug: string): Promise<SlotId> {
  const endpoint = makeEndpoint({ id: `acme/${slug}` });
  await upsertEndpoint(db, endpointToRow(endpoint));
  return {
    endpointId: endpoint.id,
    workloadId: "chat-550-150",
    region: "local",
    isoWeek: "2026-W47",
  };
}

async function read(db: Database, slot: SlotId) {
  const [row] = await db.select().from(slots).where(eq(slots.endpointId, slot.endpointId));
  return row!;
}

testOnBothDatabases("a slot of the calendar is one claimer's", async (db, t) => {
  await t.step("of many that claim it at once one gets it", async () => {
    const slot = await newSlot(db, "contested");
    const won = await Promise.all(
      Array.from({ length: 20 }, (_, i) => claimSlot(db, slot, { ...CLAIM, claimedBy: `p${i}` })),
    );
    assert.equal(won.filter(Boolean).length, 1);
    const row = await read(db, slot);
    assert.equal(row.claimedBy, `p${won.indexOf(true)}`);
    assert.deepEqual(row.claimedAt, NOON);
    assert.equal(row.attempts, 1);
  });

  await t.step("other regions, weeks and workloads are other slots", async () => {
    const slot = await newSlot(db, "several");
    for (
      const other of [{}, { region: "eu" }, { isoWeek: "2026-W48" }, { workloadId: "long" }]
    ) {
      assert.ok(await claimSlot(db, { ...slot, ...other }, CLAIM));
    }
  });

  await t.step("a finished one stays finished", async () => {
    const slot = await newSlot(db, "finished");
    await claimSlot(db, slot, { ...CLAIM, now: before6 });
    assert.ok(await finishSlot(db, slot, "me", { ...END, finishedAt: before6 }));
    assert.ok(!await claimSlot(db, slot, CLAIM));
    const row = await read(db, slot);
    assert.equal(row.status, "done");
    assert.deepEqual(row.finishedAt, before6);
  });

  await t.step(
    "a skipped one can be claimed again at once, and that is its first attempt",
    async () => {
      const slot = await newSlot(db, "skipped");
      await claimSlot(db, slot, CLAIM);
      await finishSlot(db, slot, "me", { ...END, status: "skipped", reason: "no key" });
      assert.equal((await read(db, slot)).reason, "no key");
      assert.ok(await claimSlot(db, slot, CLAIM));
      const row = await read(db, slot);
      assert.deepEqual([row.status, row.reason, row.finishedAt, row.attempts], [
        "claimed",
        null,
        null,
        1,
      ]);
    },
  );

  await t.step("a dead claim can be taken over, and its late holder changes nothing", async () => {
    const slot = await newSlot(db, "dead");
    await claimSlot(db, slot, { ...CLAIM, claimedBy: "dead", now: after6 });
    assert.ok(!await claimSlot(db, slot, CLAIM));
    const tomorrow = { ...CLAIM, staleBefore: NOON };
    assert.ok(await claimSlot(db, slot, tomorrow));
    assert.equal((await read(db, slot)).attempts, 2);
    assert.ok(!await finishSlot(db, slot, "dead", END));
    assert.equal((await read(db, slot)).status, "claimed");
    assert.ok(await finishSlot(db, slot, "me", END));
  });

  await t.step("a failed one can be tried again later, so often and no more", async () => {
    const slot = await newSlot(db, "failed");
    const failed: SlotEnd = { ...END, status: "failed", reason: "down" };
    await claimSlot(db, slot, CLAIM);
    await finishSlot(db, slot, "me", { ...failed, finishedAt: after6 });
    assert.ok(!await claimSlot(db, slot, CLAIM), "too early");
    for (let attempt = 2; attempt <= 3; attempt++) {
      const later = { ...CLAIM, retryFailedBefore: NOON };
      assert.ok(await claimSlot(db, slot, later));
      await finishSlot(db, slot, "me", { ...failed, finishedAt: after6 });
      assert.equal((await read(db, slot)).attempts, attempt);
    }
    assert.ok(!await claimSlot(db, slot, { ...CLAIM, retryFailedBefore: NOON }), "too often");
  });
});
