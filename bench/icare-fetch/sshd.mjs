// OpenSSH's server on loopback, and its client, for the benchmarks of this folder.

import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";

/** Both sides take the cipher that is fastest in both. */
export const cipher = "aes128-gcm@openssh.com";

/** @returns where it listens, how to log in, and `stop()` */
export async function startSshd(folder) {
  const [hostKey, userKey] = ["host_key", "user_key"].map((name) => join(folder, name));
  for (const file of [hostKey, userKey]) execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
  if (process.getuid() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const port = await freePort();
  const config = join(folder, "sshd_config");
  const lines = [
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    `HostKey ${hostKey}`,
    `AuthorizedKeysFile ${userKey}.pub`,
    `PidFile ${folder}/pid`,
    "UsePAM no",
    "StrictModes no",
    "PermitRootLogin prohibit-password",
    "Subsystem sftp internal-sftp",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  const child = spawn("/usr/sbin/sshd", ["-D", "-e", "-f", config], { stdio: ["ignore", "ignore", "pipe"] });
  await new Promise((resolve, reject) => {
    child.stderr.on("data", (data) => String(data).includes("Server listening") && resolve());
    child.once("error", reject);
    child.once("close", () => reject(new Error("sshd ended: is openssh-server installed?")));
  });
  const username = userInfo().username;
  const privateKey = readFileSync(userKey, "utf8");
  return { host: "127.0.0.1", port, username, userKey, privateKey, stop: () => child.kill() };
}

/** Run OpenSSH's sftp with a batch of commands. */
export function runSftp({ host, port, username, userKey }, folder, commands) {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "IdentitiesOnly=yes", "LogLevel=ERROR"];
  const args = ["-q", "-b", "-", "-F", "none", "-c", cipher, "-i", userKey, "-P", String(port)];
  for (const option of options) args.push("-o", option);
  return new Promise((resolve, reject) => {
    const child = spawn("sftp", [...args, `${username}@${host}`], {
      cwd: folder,
      stdio: ["pipe", "ignore", "inherit"],
    });
    child.once("error", reject);
    child.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`sftp ended with ${code}`))));
    child.stdin.end(`${commands.join("\n")}\n`);
  });
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
