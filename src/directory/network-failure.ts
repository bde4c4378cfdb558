/** Errors of Node's sockets, DNS, TLS and fetch as words of failure.ts; every driver passes them on. */

import { codeOf, type Outage, StoreError } from './failure.ts';
import type { Fetch } from './stores/portable/mx-over-https.ts';

/** @returns nothing for an error of the driver itself */
export function networkFailure(error: unknown): Outage | undefined {
  const code = codeOf(error);
  if (code === undefined) return undefined;
  const [word] = networkCodes.find(([, codes]) => codes.test(code)) ?? [];
  return word && { word, code };
}

const networkCodes = [
  ['refused', /^ECONNREFUSED$/],
  ['unreachable', /^(ENOTFOUND|EAI_\w+|E(HOST|NET)(UNREACH|DOWN)|EADDRNOTAVAIL|ENOENT|EACCES)$/],
  ['disconnected', /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/],
  ['timeout', /^(ETIMEDOUT|ETIMEOUT|UND_ERR_\w+_TIMEOUT)$/],
  // The codes of OpenSSL's certificate errors (x509_vfy.h) have no common prefix.
  [
    'tls',
    /^(ERR_(TLS|SSL)_\w+|EPROTO|CERT_\w+|CRL_\w+|UNABLE_TO_\w+|DEPTH_ZERO_\w+|SELF_SIGNED_\w+|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/,
  ],
] as const;

/** @returns Node's `fetch`, whose errors have their reason in `cause` */
export const fetchOnNode =
  (store: string): Fetch =>
  (url, init) =>
    fetch(url, init).catch((error: unknown) => {
      const network = error instanceof Error ? networkFailure(error.cause) : undefined;
      throw network ? new StoreError(store, network) : error;
    });
