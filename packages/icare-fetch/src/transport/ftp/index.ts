export { type FtpSecurity, type FtpTransportOptions, ftpSecurityOf, ftpTransport } from "./ftp-transport.ts";
