import { race } from "../../src/_race.ts";
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
  /** Those of the logins. */
  readonly signals: readonly (AbortSignal | undefined)[];
}

/** A transport of sessions that do nothing; `connecting` may throw. */
export function fakeTransport(connecting: (attempt: number) => void | Promise<void> = () => {}): FakeTransport {
  const connections: FakeConnection[] = [];
  const signals: (AbortSignal | undefined)[] = [];
  let attempts = 0;
  let connectingNow = 0;
  let mostAtOnce = 0;
  const transport: Transport = {
    kind: "sftp",
    origin: "sftp://me@host:22",
    hasExactListings: true,
    async connect({ signal } = {}) {
      signals.push(signal);
      mostAtOnce = Math.max(mostAtOnce, ++connectingNow);
      try {
        await Promise.resolve();
        await race(Promise.resolve(connecting(++attempts)), signal);
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
    signals,
    get attempts(): number {
      return attempts;
    },
    get mostAtOnce(): number {
      return mostAtOnce;
    },
  };
}
