import type { Connection, Transport } from "../../src/transport/types.ts";

/** A session that a test opens and breaks. */
export interface FakeConnection extends Connection {
  isOpen: boolean;
  closed: boolean;
}

/** A transport of which tests know everything. */
export interface FakeTransport {
  readonly transport: Transport;
  readonly connections: readonly FakeConnection[];
  /** Logins so far, and most of them at the same time. */
  readonly attempts: number;
  readonly mostAtOnce: number;
}

/** A transport of sessions that do nothing; `connecting` may throw. */
export function fakeTransport(connecting: (attempt: number) => void | Promise<void> = () => {}): FakeTransport {
  const connections: FakeConnection[] = [];
  let attempts = 0;
  let connectingNow = 0;
  let mostAtOnce = 0;
  const transport: Transport = {
    kind: "sftp",
    origin: "sftp://me@host:22",
    async connect() {
      mostAtOnce = Math.max(mostAtOnce, ++connectingNow);
      try {
        await new Promise((resolve) => setTimeout(resolve, 1));
        await connecting(++attempts);
      } finally {
        connectingNow--;
      }
      const connection: FakeConnection = {
        isOpen: true,
        closed: false,
        list: async () => [],
        stat: async () => ({ kind: "file", size: 0, modifiedMs: undefined }),
        async *read() {},
        async close() {
          this.isOpen = false;
          this.closed = true;
        },
      };
      connections.push(connection);
      return connection;
    },
  };
  return {
    transport,
    connections,
    get attempts(): number {
      return attempts;
    },
    get mostAtOnce(): number {
      return mostAtOnce;
    },
  };
}
