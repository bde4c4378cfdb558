/**
 * Himalaya, by PACC. A redirect is an error; `protocols`, `authentication` and the provider's name must be there,
 * and what it does not know is overlooked. The digest in DNS is compared by whoever has the bytes.
 */

import { client, demandStatus, is200, type Login, nothing, refuse, type Settings } from '../client.ts';

export const himalaya = client(
  {
    id: 'himalaya',
    name: 'Himalaya',
    source: 'pimalaya/io-pim-discovery src/pacc',
  },
  ({ status, body, headers }, username): Settings => {
    demandStatus({ status, body, headers }, is200);
    const document = object(parsed(body), 'the document');
    const protocols = object(document['protocols'], 'protocols');
    const { password } = object(document['authentication'], 'authentication');
    if (typeof password !== 'boolean') refuse('no authentication.password');
    const provider = object(object(document['info'], 'info')['provider'], 'info.provider');
    if (typeof provider['name'] !== 'string') refuse('no info.provider.name');
    const server = (name: string, port: number): Login | undefined => {
      if (protocols[name] === undefined) return undefined;
      const { host } = object(protocols[name], name);
      return {
        host: typeof host === 'string' ? host : refuse(`no host of ${name}`),
        port,
        security: 'tls',
        username,
      };
    };
    const imap = server('imap', 993);
    const incoming = imap ?? server('pop3', 995);
    const outgoing = server('submit', 465);
    if (!incoming || !outgoing) nothing('no server to read or to send with');
    return { incoming: { ...incoming, protocol: imap ? 'imap' : 'pop3' }, outgoing };
  },
);

function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${name} is no object`);
  return Object.fromEntries(Object.entries(value));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return refuse('no JSON');
  }
}
