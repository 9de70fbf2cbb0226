import { createServer } from "node:net";
import { join } from "node:path";
import ssh2 from "ssh2";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { sftpTransport } from "../../../src/transport/sftp/index.ts";
import { connect, makeFolder, optionsFor, reader } from "./_archive.ts";
import { startSshServer } from "./_ssh-server.ts";

describe("an agent, and a password where it does not help", () => {
  const keys = Array.from({ length: 4 }, () => {
    const pair = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
    return ssh2.utils.parseKey(pair.private) as ssh2.ParsedKey;
  });

  /** An SSH agent with these keys; its socket. */
  async function startAgent(): Promise<string> {
    const path = join(await makeFolder(), "agent.sock");
    const agent = createServer((socket) => {
      const protocol = new ssh2.AgentProtocol(false);
      protocol.on("identities", (request) => protocol.getIdentitiesReply(request, keys));
      protocol.on("sign", (request, key, data, { hash }) => {
        const own = keys.find((one) => one.getPublicSSH().equals(key.getPublicSSH()));
        protocol.signReply(request, own!.sign(data, hash) as Buffer);
      });
      socket
        .on("error", () => {})
        .pipe(protocol)
        .pipe(socket);
    });
    await new Promise<void>((resolve) => agent.listen(path, resolve));
    onTestFinished(() => void agent.close());
    return path;
  }

  /** Takes the password, or a key, by the methods that it has. */
  function serverWith(methods: ssh2.AuthenticationType[], key?: ssh2.ParsedKey) {
    return startSshServer((context) => {
      const isRight =
        (context.method === "publickey" && key?.getPublicSSH().equals(context.key.data) === true) ||
        (context.method === "password" && context.password === reader.password);
      if (isRight) context.accept();
      else if (context.method !== "keyboard-interactive") context.reject(methods);
      else
        context.prompt([{ prompt: "Password: ", echo: false }], (answers) =>
          answers[0] === reader.password ? context.accept() : context.reject(methods),
        );
    });
  }

  function answering(answer: string | Error): { askPassword: () => Promise<string>; readonly count: number } {
    let count = 0;
    return {
      async askPassword() {
        count++;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      get count() {
        return count;
      },
    };
  }

  test("two of its keys are tried, then the password is asked for, once for all sessions", async () => {
    const { server, attempts } = await serverWith(["publickey", "password", "keyboard-interactive"]);
    const asked = answering(reader.password);
    const auth = { agent: await startAgent(), askPassword: asked.askPassword };
    const transport = sftpTransport(optionsFor(server, { auth }));
    for (let i = 0; i < 2; i++) await (await transport.connect()).close();
    const one = ["none", "publickey", "publickey", "password"];
    expect(attempts).toEqual([...one, ...one]);
    expect(asked.count).toBe(1);
  });

  test("where a key fits nobody is asked", async () => {
    const { server } = await serverWith(["publickey", "password"], keys[1]);
    const asked = answering(reader.password);
    await connect(server, { auth: { agent: await startAgent(), askPassword: asked.askPassword } });
    expect(asked.count).toBe(0);
  });

  test("an agent that is not there, and a server that asks itself and takes no keys", async () => {
    const { server, attempts } = await serverWith(["keyboard-interactive"]);
    const asked = answering(reader.password);
    await connect(server, { auth: { agent: "/nowhere/agent.sock", askPassword: asked.askPassword } });
    expect(attempts).toEqual(["none", "keyboard-interactive"]);
    const other = await serverWith(["publickey", "password"]);
    await connect(other.server, { auth: { agent: "/nowhere/agent.sock", askPassword: asked.askPassword } });
    expect(other.attempts).toEqual(["none", "password"]);
  });

  test("a wrong password is final, and tells where it came from", async () => {
    const { server, attempts } = await serverWith(["publickey", "password", "keyboard-interactive"]);
    const auth = { agent: await startAgent(), askPassword: answering("wrong").askPassword };
    const credentialsFrom = "the user name from the URL and the key from the SSH agent";
    const refused = connect(server, { auth, credentialsFrom });
    await expect(refused).rejects.toMatchObject({ code: "ARCHIVE_AUTHENTICATION", isTransient: false });
    await expect(refused).rejects.toThrow(`the login of "reader": check ${credentialsFrom};`);
    expect(attempts.filter((method) => method !== "publickey")).toEqual(["none", "password"]);
  });

  test("no answer is the error of the login", async () => {
    const { server } = await serverWith(["password"]);
    const reason = new DOMException("interrupted", "AbortError");
    const auth = { agent: await startAgent(), askPassword: answering(reason).askPassword };
    await expect(connect(server, { auth })).rejects.toBe(reason);
  });

  test("a question takes its time, and ends with the session: then it was no refusal", async () => {
    let client: ssh2.Connection | undefined;
    const { server } = await startSshServer((context, connection) => {
      client = connection;
      context.reject(["password"]);
    });
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    let question: AbortSignal | undefined;
    const askPassword = (signal: AbortSignal) => {
      question = signal;
      return vi.advanceTimersByTimeAsync(600_000).then(() => {
        client?.end();
        return new Promise<string>(() => {});
      });
    };
    const lost = connect(server, { timeoutMs: 150, auth: { agent: "/nowhere/agent.sock", askPassword } });
    await expect(lost).rejects.toMatchObject({ code: "ARCHIVE_CONNECTION", isTransient: true });
    expect(question?.aborted).toBe(true);
  });
});
