// What each driver in Node tells, as steps.py does for those in Python.
import { createRequire } from "node:module";
import { strict as assert } from "node:assert";

export { assert };
export const URL = process.env.SDK_URL;
// A package of the SDK's own environment, which is not beside the driver.
export const load = createRequire(`${process.env.SDK_HOME}/`);

const tell = (name, fault) => console.log(JSON.stringify({ step: name, fault }));
const line = (error) => (error.stack ?? "").split("\n").filter((each) => each.includes("drive_"))[0]?.trim() ?? "";

/** Print a line of JSON about what is done in it: how it is called, and why it failed where it did. */
export async function step(name, work) {
  try {
    await work();
    tell(name, "");
  } catch (error) {
    tell(name, `${error.name}: ${error.message ?? error} (${line(error)})`);
  }
}

/** A step in which the SDK has to raise an error with this status. */
export async function fails(name, status, work) {
  await step(name, async () => {
    try {
      await work();
    } catch (error) {
      const found = error.status ?? error.statusCode ?? error.response?.status;
      assert.equal(found, status, `${error.name}: ${error.message}`);
      return;
    }
    assert.fail(`no error of ${status}`);
  });
}
