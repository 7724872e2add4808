import assert from "node:assert/strict";
import { generateCheckItems, judge } from "../../../../jobs/checks/mod.ts";
import { answerPrompt } from "../../../../providers/simulated/answers.ts";

Deno.test("the simulated provider's right answers pass and its wrong ones fail", () => {
  for (const item of generateCheckItems(13, 1000)) {
    const answers = answerPrompt(item.prompt);
    assert.ok(answers !== null, `not recognised: ${item.prompt}`);
    assert.ok(judge(item, answers.right), `${item.prompt} -> ${answers.right}`);
    assert.equal(judge(item, answers.wrong), false, `${item.prompt} -> ${answers.wrong}`);
  }
});
