import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { watchdogScript } from "../../../src/engines/probe/watchdog.ts";
import { temporaryFolder } from "../../support/temporary.ts";

const folder = temporaryFolder();

test("a process whose parent is killed ends, though its main thread hangs", async () => {
  const child = join(folder, "child.mjs");
  writeFileSync(
    child,
    `import { once } from "node:events";
    import { writeSync } from "node:fs";
    import { Worker } from "node:worker_threads";
    const worker = new Worker(${JSON.stringify(watchdogScript)}, { eval: true, workerData: Number(process.argv[2]) });
    await once(worker, "online");
    writeSync(1, String(process.pid));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`,
  );
  const parent = `import("node:child_process").then(({ fork }) =>
    fork(${JSON.stringify(child)}, [String(process.pid)], { stdio: ["ignore", "inherit", "inherit", "ipc"] }));`;
  const started = spawn(process.execPath, ["-e", parent], { stdio: ["ignore", "pipe", "inherit"] });
  const [text] = await once(started.stdout, "data");
  let isGone = false;
  onTestFinished(() => void (isGone || process.kill(Number(String(text)), "SIGKILL")));
  started.kill("SIGKILL");
  // The child writes to the same pipe, which is closed when it is gone too.
  expect(await once(started, "close")).toEqual([null, "SIGKILL"]);
  isGone = true;
});
