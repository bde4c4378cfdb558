/** The sections about the server itself: internal port, TLS, signing key, sealed links, limits. */

import * as z from 'zod/mini';
import { filledText } from '../directory/fields.ts';
import {
  anyText,
  deferred,
  described,
  integer,
  number,
  optional,
  parsed,
  withDefault,
} from '../directory/schema-builders.ts';
import { ok, refuse } from '../model/result.ts';

/** `127.0.0.1:9090`, `[::1]:9090` or `localhost:9090` */
const endpointForm = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i;

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/** @returns undefined when the text is not a host and a port */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, inBrackets, plain, port] = endpointForm.exec(text) ?? [];
  const host = inBrackets ?? plain;
  return host !== undefined && Number(port) <= 65_535 ? { host, port: Number(port) } : undefined;
}

export const internalSchema = described(
  deferred(() =>
    parsed(anyText, (text) => {
      const endpoint = parseEndpoint(text);
      return endpoint ? ok(endpoint) : refuse(`"${text}" is not a host and a port, such as 127.0.0.1:9090`);
    }),
  ),
  'A host and a port for /ask, /metrics, /livez and /readyz, which the public must not reach',
);

export const tlsSchema = withDefault(
  z.lazy(() =>
    z.array(
      z.strictObject({
        key: described(anyText.check(z.minLength(1)), 'A file with the private key, in PEM'),
        certificate: described(
          anyText.check(z.minLength(1)),
          'A file with the certificate, then its intermediates, in PEM',
        ),
      }),
    ),
  ),
  [],
  'Certificates, by files relative to this one; the first is for clients that name no host or an unknown one',
);

export const signingSchema = described(
  deferred(() =>
    z.strictObject({
      key: described(
        anyText.check(z.minLength(1)),
        'A file with the private key in PEM, relative to this one, or the PEM itself',
      ),
      certificate: described(
        anyText.check(z.minLength(1)),
        'The certificate, then its intermediates, in the same form',
      ),
    }),
  ),
  'The key and certificate that sign Apple’s profiles; never a key that TLS uses',
);

/** A link on the page is followed at once, or on the same day. */
const linkHours = 24;

export const linksSchema = described(
  deferred(() =>
    z.pipe(
      z.union([
        z.strictObject({
          key: optional(filledText, 'A file with the key, relative to this one'),
          hours: withDefault(
            integer.check(z.minimum(1), z.maximum(8760)),
            linkHours,
            'How long the page’s links are valid',
          ),
        }),
        z.enum(['open', 'sealed', 'signed']),
      ]),
      z.transform((links): { key?: string | undefined; hours: number; oldName?: true } | 'open' => {
        if (links === 'sealed') return { hours: linkHours };
        // The name before `sealed` is still read.
        return links === 'signed' ? { hours: linkHours, oldName: true } : links;
      }),
    ),
  ),
  'Whether links to the page show the address: open, or sealed by a key; signed is the old name of sealed',
);

type Links = z.output<typeof linksSchema>;

/**
 * A key alone turns on sealed links, as it does signed profiles, unless the document says `open`.
 *
 * @param hasKey whether a key is given outside of the document
 * @returns undefined when links are open
 */
export function sealedLinks(links: Links | undefined, hasKey: boolean): Exclude<Links, 'open'> | undefined {
  if (links === 'open') return undefined;
  return links ?? (hasKey ? { hours: linkHours } : undefined);
}

/** At least one second. */
const seconds = (usual: number, description: string) =>
  withDefault(number.check(z.minimum(1)), usual, description);

/** At least one. */
const count = (usual: number, description: string) =>
  withDefault(integer.check(z.minimum(1)), usual, description);

const usualLimits = {
  perSecond: 50,
  burst: 200,
  addressesPerSecond: 1,
  addressesBurst: 30,
  connections: 10_000,
  connectionsPerNetwork: 500,
  headersSeconds: 10,
  requestSeconds: 20,
  responseSeconds: 20,
  idleSeconds: 65,
  delayMilliseconds: 500,
  memoryPercent: 90,
  drainSeconds: 0,
} as const;

export const limitsSchema = withDefault(
  z.lazy(() =>
    z.strictObject({
      perSecond: withDefault(
        number.check(z.minimum(0)),
        usualLimits.perSecond,
        'Requests per second from one network; 0 for no limit',
      ),
      burst: count(usualLimits.burst, 'How many of them may come at once'),
      addressesPerSecond: withDefault(
        number.check(z.minimum(0)),
        usualLimits.addressesPerSecond,
        'Look-ups by address per second for one network; 0 for no limit',
      ),
      addressesBurst: count(usualLimits.addressesBurst, 'How many of them may come at once'),
      connections: count(usualLimits.connections, 'Connections at a time'),
      connectionsPerNetwork: count(
        usualLimits.connectionsPerNetwork,
        'Connections at a time from one network',
      ),
      headersSeconds: seconds(usualLimits.headersSeconds, 'How long a client may take to send its headers'),
      requestSeconds: seconds(usualLimits.requestSeconds, 'How long a client may take to send its request'),
      responseSeconds: seconds(usualLimits.responseSeconds, 'How long a client may take to read a response'),
      idleSeconds: seconds(usualLimits.idleSeconds, 'How long an idle connection is kept open'),
      delayMilliseconds: withDefault(
        number.check(z.minimum(50)),
        usualLimits.delayMilliseconds,
        'The event loop’s delay above which requests are rejected',
      ),
      memoryPercent: withDefault(
        number.check(z.minimum(10), z.maximum(100)),
        usualLimits.memoryPercent,
        'Memory use above which requests are rejected',
      ),
      drainSeconds: withDefault(
        number.check(z.minimum(0), z.maximum(3600)),
        usualLimits.drainSeconds,
        'How long requests are accepted after SIGTERM',
      ),
    }),
  ),
  usualLimits,
  'Limits for one client, and for all together',
);

export type Limits = z.output<typeof limitsSchema>;
