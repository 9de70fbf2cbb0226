import type { Socket } from "node:net";

const messageDisconnect = 1;
const tooManyConnections = 12;

/**
 * Refuse a connection with SSH_MSG_DISCONNECT, reason SSH_DISCONNECT_TOO_MANY_CONNECTIONS (RFC 4253, sections 4.2, 6 and
 * 11.1), before any key is exchanged. ssh2 can send the reason but no text.
 */
export function turnAway(socket: Socket): void {
  const text = Buffer.from("Too many connections");
  const payload = Buffer.concat([
    Buffer.from([messageDisconnect]),
    uint32(tooManyConnections),
    lengthAnd(text),
    uint32(0),
  ]);
  // The length of everything is a multiple of 8, with at least 4 bytes of padding.
  const padding = 4 + ((8 - ((4 + 1 + payload.length + 4) % 8)) % 8);
  const packet = Buffer.concat([
    uint32(1 + payload.length + padding),
    Buffer.from([padding]),
    payload,
    Buffer.alloc(padding),
  ]);
  // What the client sends is read, for bytes left unread would make the system reset the connection and lose the text.
  socket.resume();
  socket.end(Buffer.concat([Buffer.from("SSH-2.0-ATCS-archive\r\n"), packet]));
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function lengthAnd(text: Buffer): Buffer {
  return Buffer.concat([uint32(text.length), text]);
}
