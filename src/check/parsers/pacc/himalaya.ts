/**
 * Himalaya with PACC. A redirect is an error; `protocols`, `authentication` and the provider's name are required;
 * unknown members are ignored. simulators/pacc.ts verifies the digest in DNS.
 */

import {
  acceptWithoutSettings,
  clientParser,
  is200,
  type Login,
  reject,
  requireStatus,
  type Settings,
} from '../client.ts';

export const himalaya = clientParser(
  {
    id: 'himalaya',
    name: 'Himalaya',
    source: 'pimalaya/io-pim-discovery src/pacc',
  },
  ({ status, body, headers }, username): Settings => {
    requireStatus({ status, body, headers }, is200);
    const document = object(parsed(body), 'the document');
    const protocols = object(document['protocols'], 'protocols');
    const { password } = object(document['authentication'], 'authentication');
    if (typeof password !== 'boolean') reject('no authentication.password');
    const provider = object(object(document['info'], 'info')['provider'], 'info.provider');
    if (typeof provider['name'] !== 'string') reject('no info.provider.name');
    const server = (name: string, port: number): Login | undefined => {
      if (protocols[name] === undefined) return undefined;
      const { host } = object(protocols[name], name);
      return {
        host: typeof host === 'string' ? host : reject(`no host of ${name}`),
        port,
        security: 'tls',
        username,
      };
    };
    const imap = server('imap', 993);
    const incoming = imap ?? server('pop3', 995);
    const outgoing = server('submit', 465);
    if (!incoming || !outgoing) acceptWithoutSettings('no incoming or no outgoing server');
    return { incoming: { ...incoming, protocol: imap ? 'imap' : 'pop3' }, outgoing };
  },
);

function object(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) reject(`${name} is not an object`);
  return Object.fromEntries(Object.entries(value));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return reject('not JSON');
  }
}
