import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, test, vi } from "vitest";
import { forkProbe } from "../../../src/engines/probe/fork-probe.ts";

const folder = mkdtempSync(join(tmpdir(), "atcs-probe-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A process in the place of the one that tries an engine. */
function entry(name: string, script: string): URL {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, script);
  return pathToFileURL(file);
}

const notWorking = { works: false, device: undefined, adapterType: undefined };

test("the answer is what the process says of the engine that it is given", async () => {
  const script = 'process.send({ works: true, device: process.argv[2], adapterType: "hardware" });';
  expect(await forkProbe("node", { entry: entry("good", script) })).toEqual({
    works: true,
    device: "node",
    adapterType: "hardware",
  });
});

test("the provider that is asked for is told too", async () => {
  const script = "process.send({ works: true, device: process.argv[4] });";
  const own = entry("provider", script);
  expect(await forkProbe("onnx", { entry: own, provider: "webgpu" })).toEqual({ works: true, device: "webgpu" });
  expect(await forkProbe("onnx", { entry: own })).toEqual({ works: true, device: "cpu" });
});

test("an answer counts, though the process breaks when it ends, or does not end", async () => {
  const answer = 'process.send({ works: true, device: "a" }';
  const crash = entry("late-crash", `${answer}, () => process.kill(process.pid, "SIGSEGV"));`);
  expect(await forkProbe("webgpu", { entry: crash })).toMatchObject({ works: true });
  const stays = entry("stays", `${answer}); setInterval(() => {}, 1000);`);
  expect(await forkProbe("webgpu", { entry: stays })).toMatchObject({ works: true });
});

test.skipIf(process.platform === "win32")("a crash is told with its signal and what was printed last", async () => {
  const script = 'process.stderr.write("driver\\nthe ring is gone\\n", () => process.kill(process.pid, "SIGSEGV"));';
  expect(await forkProbe("webgpu", { entry: entry("crash", script) })).toEqual({
    ...notWorking,
    reason: "the process that tried it ended with SIGSEGV: the ring is gone",
  });
});

test("an end without an answer is told", async () => {
  expect(await forkProbe("webgpu", { entry: entry("exit", "process.exit(3)") })).toEqual({
    ...notWorking,
    reason: "the process that tried it ended with code 3",
  });
  expect(await forkProbe("webgpu", { entry: entry("nonsense", 'process.send("works")') })).toEqual({
    ...notWorking,
    reason: "the process that tried it gave no answer that could be understood",
  });
});

test("a process that hangs is ended", async () => {
  const script = `import { writeFileSync } from "node:fs";
    writeFileSync(${JSON.stringify(join(folder, "pid"))}, String(process.pid));
    setInterval(() => {}, 1000);`;
  expect(await forkProbe("webgpu", { entry: entry("hang", script), timeout: 2 })).toEqual({
    ...notWorking,
    reason: "it gave no answer within 2 seconds",
  });
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(expect.objectContaining({ code: "ESRCH" })));
});

test("an abort rejects with its reason", async () => {
  const controller = new AbortController();
  const options = { entry: entry("wait", "setInterval(() => {}, 1000)"), signal: controller.signal };
  const probe = forkProbe("webgpu", options);
  controller.abort(new Error("enough"));
  await expect(probe).rejects.toThrow("enough");
  await expect(forkProbe("webgpu", options)).rejects.toThrow("enough");
});
