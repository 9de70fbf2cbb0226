const adviceBySystemCode: Readonly<Record<string, string>> = {
  ENOTFOUND: "the host's name is not known: check its spelling and the network",
  EAI_AGAIN: "the host's name cannot be looked up now: check the network",
  ECONNREFUSED: "nothing answers on this port: check host and port, or the server is down",
  ETIMEDOUT: "no answer: check the network, a VPN or a firewall",
  EHOSTUNREACH: "there is no way to the host: check the network, a VPN or a firewall",
  ENETUNREACH: "there is no way to the host: check the network, a VPN or a firewall",
  ECONNRESET: "the connection was reset by the server or the network",
  EPIPE: "the connection was closed by the server or the network",
};

/** What an error of a socket or of a look-up means, and what to check; undefined for a code that says enough. */
export function adviceOnSystemError(code: string): string | undefined {
  return adviceBySystemCode[code];
}
