import { expect, test } from "vitest";
import { connectError, sessionError } from "../../../src/transport/ftp/_ftp-errors.ts";

const context = {
  origin: "ftps://me@h:21",
  username: "me",
  credentialsFrom: "the user name",
  password: "p",
  timeoutMs: 1,
};

test.each([
  ["ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "ARCHIVE_CONNECTION"],
  ["ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC", "ARCHIVE_CONNECTION"],
  ["ERR_SSL_WRONG_VERSION_NUMBER", "ARCHIVE_PROTOCOL"],
  ["CERT_HAS_EXPIRED", "ARCHIVE_PROTOCOL"],
])("%s is %s", (code, expected) => {
  const error = Object.assign(new Error("of the socket"), { code });
  expect(sessionError(error, context)).toMatchObject({ code: expected });
  expect(connectError(error, context, "tls")).toMatchObject({ code: expected });
});
