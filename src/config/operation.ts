/** How a server is run, as opposed to whom it serves: where else it listens, its certificates, its limits. */

import * as z from 'zod';

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

export const internalSchema = z
  .string()
  .transform((text, context) => {
    const endpoint = parseEndpoint(text);
    if (endpoint) return endpoint;
    context.addIssue({
      code: 'custom',
      message: `"${text}" is not a host and a port, such as 127.0.0.1:9090`,
    });
    return z.NEVER;
  })
  .describe('A host and a port for /ask, /metrics, /livez and /readyz, which the public must not reach');

export const tlsSchema = z
  .array(
    z.strictObject({
      key: z.string().min(1).describe('A file with the private key, in PEM'),
      certificate: z
        .string()
        .min(1)
        .describe('A file with the certificate and those between it and its root, in PEM'),
    }),
  )
  .default([])
  .describe(
    'Certificates, by files relative to this one; the first is for whoever names no host that has one',
  );

export const signingSchema = z
  .strictObject({
    key: z
      .string()
      .min(1)
      .describe('A file with the private key in PEM, relative to this one, or the PEM itself'),
    certificate: z
      .string()
      .min(1)
      .describe('The same of the certificate and those between it and its root, in this order'),
  })
  .describe('What signs Apple’s profiles; a key of its own, and never one that is used for TLS');

/** A link that the page shows is followed at once, or on the same day. */
const linkHours = 24;

export const linksSchema = z
  .union([
    z.strictObject({
      key: z.string().min(1).optional().describe('A file with the key, relative to this one'),
      hours: z.int().min(1).max(8760).default(linkHours).describe('How long the page’s links are good for'),
    }),
    z.enum(['open', 'sealed', 'signed']),
  ])
  .transform((links): { key?: string | undefined; hours: number; oldName?: true } | 'open' => {
    if (links === 'sealed') return { hours: linkHours };
    // The name before sealed; it goes on being read.
    return links === 'signed' ? { hours: linkHours, oldName: true } : links;
  })
  .describe(
    'Whether the address can be read in links to the page: open, or sealed by a key; signed is the old name of sealed',
  );

export type Links = z.output<typeof linksSchema>;

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

export const limitsSchema = z
  .strictObject({
    perSecond: z.number().min(0).default(50).describe('Requests from one network; 0 for no such limit'),
    burst: z.int().min(1).default(200).describe('How many of them may come at once'),
    connections: z.int().min(1).default(10_000).describe('Connections at a time'),
    connectionsPerNetwork: z.int().min(1).default(500).describe('Connections at a time from one network'),
    headersSeconds: z.number().min(1).default(10).describe('How long a client may take to send its headers'),
    requestSeconds: z.number().min(1).default(20).describe('How long a client may take to send its request'),
    responseSeconds: z.number().min(1).default(20).describe('How long a client may take to read a response'),
    idleSeconds: z.number().min(1).default(65).describe('How long a connection is kept that carries nothing'),
    delayMilliseconds: z
      .number()
      .min(50)
      .default(500)
      .describe('From which delay on requests are turned away'),
    memoryPercent: z.number().min(10).max(100).default(90).describe('From which use of memory on they are'),
    drainSeconds: z
      .number()
      .min(0)
      .max(3600)
      .default(0)
      .describe('How long requests are taken after SIGTERM'),
  })
  .prefault({})
  .describe('What one client, or all together, may ask for');

export type Limits = z.output<typeof limitsSchema>;
