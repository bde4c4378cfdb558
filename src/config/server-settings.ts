/** How a server is run, as opposed to whom it serves: where else it listens, its certificates, its limits. */

import * as z from 'zod/mini';
import { filledText } from '../directory/fields.ts';
import {
  anyText,
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

/** @returns where that is, or nothing when it is not a host and a port */
export function parseEndpoint(text: string): Endpoint | undefined {
  const [, inBrackets, plain, port] = endpointForm.exec(text) ?? [];
  const host = inBrackets ?? plain;
  return host !== undefined && Number(port) <= 65_535 ? { host, port: Number(port) } : undefined;
}

export const internalSchema = described(
  parsed(anyText, (text) => {
    const endpoint = parseEndpoint(text);
    return endpoint ? ok(endpoint) : refuse(`"${text}" is not a host and a port, such as 127.0.0.1:9090`);
  }),
  'A host and a port for /ask, /metrics, /livez and /readyz, which the public must not reach',
);

export const tlsSchema = withDefault(
  z.lazy(() =>
    z.array(
      z.strictObject({
        key: described(anyText.check(z.minLength(1)), 'A file with the private key, in PEM'),
        certificate: described(
          anyText.check(z.minLength(1)),
          'A file with the certificate and those between it and its root, in PEM',
        ),
      }),
    ),
  ),
  [],
  'Certificates, by files relative to this one; the first is for whoever names no host that has one',
);

export const signingSchema = described(
  z.strictObject({
    key: described(
      anyText.check(z.minLength(1)),
      'A file with the private key in PEM, relative to this one, or the PEM itself',
    ),
    certificate: described(
      anyText.check(z.minLength(1)),
      'The same of the certificate and those between it and its root, in this order',
    ),
  }),
  'What signs Apple’s profiles; a key of its own, and never one that is used for TLS',
);

/** A link that the page shows is followed at once, or on the same day. */
const linkHours = 24;

export const linksSchema = described(
  z.pipe(
    z.union([
      z.strictObject({
        key: optional(filledText, 'A file with the key, relative to this one'),
        hours: withDefault(
          integer.check(z.minimum(1), z.maximum(8760)),
          linkHours,
          'How long the page’s links are good for',
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
  'Whether the address can be read in links to the page: open, or sealed by a key; signed is the old name of sealed',
);

type Links = z.output<typeof linksSchema>;

/**
 * A key alone asks for sealed links, as it does for signed profiles, unless the document says that they are open.
 *
 * @param hasKey whether one is given besides the document
 * @returns nothing when links are open
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

export const limitsSchema = described(
  z.prefault(
    z.strictObject({
      perSecond: withDefault(
        number.check(z.minimum(0)),
        50,
        'Requests from one network; 0 for no such limit',
      ),
      burst: count(200, 'How many of them may come at once'),
      connections: count(10_000, 'Connections at a time'),
      connectionsPerNetwork: count(500, 'Connections at a time from one network'),
      headersSeconds: seconds(10, 'How long a client may take to send its headers'),
      requestSeconds: seconds(20, 'How long a client may take to send its request'),
      responseSeconds: seconds(20, 'How long a client may take to read a response'),
      idleSeconds: seconds(65, 'How long a connection is kept that carries nothing'),
      delayMilliseconds: withDefault(
        number.check(z.minimum(50)),
        500,
        'From which delay on requests are turned away',
      ),
      memoryPercent: withDefault(
        number.check(z.minimum(10), z.maximum(100)),
        90,
        'From which use of memory on they are',
      ),
      drainSeconds: withDefault(
        number.check(z.minimum(0), z.maximum(3600)),
        0,
        'How long requests are taken after SIGTERM',
      ),
    }),
    {},
  ),
  'What one client, or all together, may ask for',
);

export type Limits = z.output<typeof limitsSchema>;
