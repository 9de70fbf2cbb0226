import type { Transport } from "../types.ts";
import { authentication } from "./_authentication.ts";
import { logIn } from "./_login.ts";
import { checkOptions, type SftpTransportOptions } from "./options.ts";

/**
 * An archive by SFTP version 3. Operations of one session may run at the same time; a read that is ended early, or
 * aborted, closes it.
 *
 * @throws TypeError or RangeError naming the option that is wrong; CredentialsError for a private key that cannot be
 * used
 */
export function sftpTransport(options: SftpTransportOptions): Transport {
  const settings = checkOptions(options);
  const { origin } = settings;
  const newAttempt = authentication(options.auth, settings);
  let wereAccepted = false;
  return {
    kind: "sftp",
    origin,
    hasExactListings: true,
    async connect({ signal } = {}) {
      const connection = await logIn(settings, { attempt: newAttempt(), wereAccepted, signal });
      wereAccepted = true;
      return connection;
    },
  };
}
