import { spawnSync } from "node:child_process";

/** With ATCS_INTEROP=required (as in CI) a missing Python library fails the tests instead of skipping them. */
const required = process.env.ATCS_INTEROP === "required";

/** A Python interpreter that imports these modules, or a reason why there is none. */
export function findPython(...modules: string[]): { python: string | undefined; reason: string } {
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : ["python3", "/usr/bin/python3"];
  for (const python of candidates) {
    const result = spawnSync(python, ["-c", modules.map((name) => `import ${name}`).join("\n")]);
    if (result.status === 0) return { python, reason: "" };
  }
  const reason = `no Python interpreter imports ${modules.join(", ")}`;
  if (required) throw new Error(`${reason}, and ATCS_INTEROP=required`);
  return { python: undefined, reason };
}

/** Is a program on the PATH? In CI (ATCS_INTEROP=required) it must be. */
export function hasProgram(name: string): boolean {
  const found = spawnSync("sh", ["-c", `command -v ${name}`]).status === 0;
  if (!found && required) throw new Error(`${name} is not installed, and ATCS_INTEROP=required`);
  return found;
}

/** Run a script; its standard output. Throws with the whole standard error when it fails. */
export function runPython(python: string, script: string, args: readonly string[] = [], input = ""): string {
  const result = spawnSync(python, ["-c", script, ...args], { input, encoding: "utf8", maxBuffer: 2 ** 28 });
  if (result.status !== 0) throw new Error(`python exited with ${result.status ?? result.signal}:\n${result.stderr}`);
  return result.stdout;
}
