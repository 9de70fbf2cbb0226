import { createHmac, timingSafeEqual } from "node:crypto";

/** The name under which OpenSSH keeps the keys of a host: with its port in brackets unless that is 22. */
export function knownName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/**
 * Does the first field of a line of known_hosts mean this name? Forms: names and addresses with `*` and `?`, separated
 * by commas, of which one with `!` excludes; or one hashed name, `|1|salt|hash` (sshd(8), "SSH_KNOWN_HOSTS FILE
 * FORMAT").
 */
export function matchesHost(field: string, name: string): boolean {
  if (field.startsWith("|")) return matchesHash(field, name);
  let isMatch = false;
  for (const pattern of field.toLowerCase().split(",")) {
    if (pattern.startsWith("!")) {
      if (matchesPattern(pattern.slice(1), name)) return false;
    } else {
      isMatch ||= matchesPattern(pattern, name);
    }
  }
  return isMatch;
}

/** By hand, for a regular expression from somebody else's pattern can take for ever. */
function matchesPattern(pattern: string, name: string): boolean {
  let [p, n] = [0, 0];
  let [star, retry] = [-1, 0];
  while (n < name.length) {
    if (pattern[p] === "*") {
      star = p++;
      retry = n;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++retry;
    } else {
      return false;
    }
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

function matchesHash(field: string, name: string): boolean {
  const [, version, salt, hash] = field.split("|");
  if (version !== "1" || !salt || !hash) return false;
  const expected = Buffer.from(hash, "base64");
  const found = createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest();
  return expected.length === found.length && timingSafeEqual(expected, found);
}
