import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { makeFolder } from "./_archive.ts";

/** OpenSSH's server wants to be started by its whole path. */
export const sshd = "/usr/sbin/sshd";

/** A running sshd, and what one needs to log in as the user of this process. */
export interface Sshd {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  /** File of the private key that it takes. */
  readonly keyFile: string;
  readonly privateKey: string;
  /** For whatever else a test needs. */
  readonly folder: string;
}

/** Start OpenSSH's server on this machine alone; it ends behind the test. */
export async function startSshd(extra: readonly string[] = []): Promise<Sshd> {
  const folder = await makeFolder();
  for (const type of ["ed25519", "ecdsa", "rsa"]) makeKey(join(folder, `host_${type}`), type);
  const keyFile = join(folder, "user_key");
  makeKey(keyFile, "ed25519");
  await chmod(keyFile, 0o600);
  // As root it separates privileges, for which it wants this directory.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const port = await freePort();
  const lines = [
    // Of a setting that is given twice, sshd takes the first.
    ...extra,
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    ...["ed25519", "ecdsa", "rsa"].map((type) => `HostKey ${folder}/host_${type}`),
    `AuthorizedKeysFile ${keyFile}.pub`,
    `PidFile ${folder}/pid`,
    "UsePAM no",
    "StrictModes no",
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "Subsystem sftp internal-sftp",
  ];
  await writeFile(join(folder, "sshd_config"), `${lines.join("\n")}\n`);
  await untilItListens(spawn(sshd, ["-D", "-e", "-f", join(folder, "sshd_config")]));
  const privateKey = await readFile(keyFile, "utf8");
  return { host: "127.0.0.1", port, username: userInfo().username, keyFile, privateKey, folder };
}

/** Run a program that ends by itself; its standard output. */
export function runProgram(program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  return execFileSync(program, args, { encoding: "utf8", env, stdio: ["ignore", "pipe", "ignore"] });
}

function makeKey(file: string, type: string): void {
  runProgram("ssh-keygen", ["-q", "-t", type, "-N", "", "-f", file]);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function untilItListens(child: ChildProcess): Promise<void> {
  onTestFinished(() => void child.kill());
  return new Promise((resolve, reject) => {
    let output = "";
    child.stderr?.on("data", (data) => {
      output += String(data);
      if (output.includes("Server listening")) resolve();
    });
    child.once("error", reject);
    child.once("close", () => reject(new Error(`sshd ended:\n${output}`)));
  });
}
