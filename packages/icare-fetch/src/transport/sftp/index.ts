export type { SftpAuthentication, SftpTransportOptions } from "./options.ts";
export { sftpTransport } from "./sftp-transport.ts";
