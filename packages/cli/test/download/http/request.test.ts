import { describe, expect, test } from "vitest";
import { connectionError, redirectTarget } from "../../../src/download/http/request.ts";
import { TransientError } from "../../../src/download/http/retry.ts";

describe("a redirect", () => {
  test.each([
    ["https://a.org/x/y", "z?q=1", "https://a.org/x/z?q=1"],
    ["http://a.org/x", "https://b.org/y", "https://b.org/y"],
    ["https://me:pw@a.org/x", "/y", "https://me:pw@a.org/y"],
    ["https://me:pw@a.org/x", "https://b.org/y", "https://b.org/y"],
    ["https://me:pw@a.org/x", "https://a.org:8443/y", "https://a.org:8443/y"],
  ])("from %s to %s", (from, location, to) => {
    expect(redirectTarget(new URL(from), location).href).toBe(to);
  });

  test.each([
    ["https://a.org/x", "http://a.org/y", /http:\/\/a.org\/y, which is not encrypted/],
    ["http://a.org/x", "ftp://a.org/y", /redirects to ftp/],
    ["http://a.org/x", undefined, /redirects to nowhere/],
  ])("from %s to %s is not followed", (from, location, message) => {
    expect(() => redirectTarget(new URL(from), location)).toThrow(message);
  });
});

describe("an error of a connection", () => {
  const url = new URL("https://me:pw@a.org/x?token=1");
  const error = (code: string): Error => connectionError(url, Object.assign(new Error("why"), { code }));

  test.each([
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
    "UNABLE_TO_GET_ISSUER_CERT",
  ])("%s is for the user", (code) => {
    expect(error(code)).toMatchObject({
      code: "DOWNLOAD_HTTP",
      message: `https://a.org/x: no trusted connection (${code})`,
      hint: "NODE_EXTRA_CA_CERTS=FILE adds a certificate that is trusted.",
    });
  });

  test("a name that is not found is looked up three times, others more often", () => {
    expect(error("ENOTFOUND")).toMatchObject({ message: "the host is not found (ENOTFOUND)", attempts: 3 });
    expect(error("ECONNRESET")).toBeInstanceOf(TransientError);
    expect(error("ECONNRESET")).toMatchObject({ message: "ECONNRESET", attempts: Infinity });
    expect(error("")).toMatchObject({ message: "why" });
  });
});
