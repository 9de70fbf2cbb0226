export { type LocalTransportOptions, localTransport } from "./local-transport.ts";
