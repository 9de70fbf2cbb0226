import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ssh2 from "ssh2";
import { describe, expect, onTestFinished, test } from "vitest";
import { hasProgram } from "../../../../test/support/python.ts";
import { big, bigPath, day, serve } from "./_archive.ts";

const installed = hasProgram("sftp");
const key = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });

/** Run OpenSSH's client with a batch of commands; it stops at the first that fails. */
async function runSftp(
  port: number,
  commands: readonly string[],
): Promise<{ code: number | null; output: string; folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "atcs-sftp-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "key"), key.private, { mode: 0o600 });
  const options = ["StrictHostKeyChecking=no", `UserKnownHostsFile=${folder}/hosts`, "IdentitiesOnly=yes"];
  const args = ["-b", "-", "-i", join(folder, "key"), "-P", String(port), "-F", "none"];
  for (const option of options) args.push("-o", option);
  const child = spawn("sftp", [...args, "reader@127.0.0.1"], { cwd: folder });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
  child.stdin.end(`${commands.join("\n")}\n`);
  const code = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { code, output, folder };
}

describe.skipIf(!installed)(`with OpenSSH's sftp${installed ? "" : " (skipped: sftp is not installed)"}`, () => {
  const users = [{ username: "reader", publicKey: key.public }];

  test("lists and downloads, and resumes", async () => {
    const server = await serve({ users });
    const { code, output, folder } = await runSftp(server.port, [
      `ls -l ${day}`,
      `get ${bigPath}`,
      `get ${day}/empty.h5`,
      `get -p ${day}/link.h5`,
      "!head -c 100000 big.h5 > part.h5",
      `reget ${bigPath} part.h5`,
    ]);
    expect(output).toMatch(/-r--r--r-- .* 3000001 .* big\.h5/);
    expect(code).toBe(0);
    expect((await readFile(join(folder, "big.h5"))).equals(big)).toBe(true);
    expect((await readFile(join(folder, "part.h5"))).equals(big)).toBe(true);
    expect(await readFile(join(folder, "empty.h5"))).toHaveLength(0);
  });

  test("is refused to write", async () => {
    const server = await serve({ users });
    const { code, output } = await runSftp(server.port, [`put key ${day}/key`]);
    expect(code).toBe(1);
    expect(output).toMatch(/Permission denied/);
  });

  test("understands that there are too many connections, and a drop", async () => {
    const server = await serve({ users, faults: [{ kind: "too-many-connections", max: 0, times: 1 }] });
    expect((await runSftp(server.port, ["pwd"])).output).toMatch(/Too many connections/);
    server.setFaults([{ kind: "drop-after-bytes", bytes: 200_000 }]);
    const { code, folder } = await runSftp(server.port, [`get ${bigPath}`]);
    expect(code).not.toBe(0);
    expect((await readFile(join(folder, "big.h5"))).length).toBeLessThanOrEqual(200_000);
  });
});
