/**
 * Client by client: each request in the client's spelling, the expected answer, and whether that client's parser
 * finds the right servers in it.
 */

import { describe, expect, test } from 'vitest';
import type { ClientParser, Reply, Settings } from '../../src/check/parsers/client.ts';
import {
  autoconfigParsers,
  autodiscoverParsers,
  mobileconfigParsers,
  paccParsers,
} from '../../src/check/parsers/index.ts';
import { parseVector, type Vector } from '../support/vector.ts';
import { bodyOf, send, type WorldName } from '../support/world.ts';

const files = import.meta.glob<string>('../vectors/*/*.http', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const goldens = import.meta.glob<string>('../golden/*/*', { query: '?raw', import: 'default', eager: true });

const clients: Readonly<Record<string, readonly ClientParser[]>> = {
  autoconfig: autoconfigParsers,
  autodiscover: autodiscoverParsers,
  mobileconfig: mobileconfigParsers,
  pacc: paccParsers,
  // It returns URLs of other protocols, whose parsers are listed above.
  'autodiscover-json': [],
  // Libraries; one of them runs unmodified in ews-javascript-api.node.test.ts.
  'autodiscover-soap': [],
  // Mail servers, not clients: they read no settings.
  'mta-sts': [],
  // The redirect's target is on other servers.
  'well-known': [],
};

const ofExample = {
  imap: ['imap.example.net', 993],
  pop3: ['pop.example.net', 995],
  smtp: ['smtp.example.net', 465],
} as const;

/** The servers in each world, for any protocol that a client prefers. */
const servers: Readonly<
  Record<WorldName, Readonly<Record<'imap' | 'pop3' | 'smtp', readonly [string, number]>>>
> = {
  ovh: { imap: ['ssl0.ovh.net', 993], pop3: ['ssl0.ovh.net', 995], smtp: ['ssl0.ovh.net', 465] },
  example: ofExample,
  exchange: ofExample,
  signed: ofExample,
  services: {
    imap: ['imap.example.org', 993],
    pop3: ['pop.example.net', 995],
    smtp: ['smtp.example.net', 465],
  },
};

describe.each(Object.keys(clients))('%s, as clients ask', (dialect) => {
  const vectors = Object.entries(files)
    .filter(([path]) => path.includes(`/vectors/${dialect}/`))
    .map(([path, text]) => parseVector(path.replace(/.*\/|\.http$/g, ''), text));

  test.each(vectors.map((vector) => [`${vector.name}: ${vector.story}`, vector] as const))(
    '%s',
    async (_, vector) => {
      const response = await send(vector.world, vector.request.url, vector.request.init);
      const body = await bodyOf(response);
      expect(response.status).toBe(vector.expect.status);
      expect(response.headers.get('location') ?? undefined).toBe(vector.expect.location);
      if (vector.expect.allow !== undefined) expect(response.headers.get('allow')).toBe(vector.expect.allow);
      expect(/<ErrorCode>(\d+)</.exec(body)?.[1]).toBe(vector.expect.error);
      if (vector.golden !== undefined) expect(body).toBe(goldens[`../golden/${vector.golden}`]);
      if (vector.reader !== undefined) {
        const settings = readBy(dialect, vector, {
          status: response.status,
          headers: new Map(response.headers),
          body,
        });
        expect(settings).toEqual(settingsOf(vector, settings.incoming));
      }
    },
  );
});

function readBy(dialect: string, { reader, address = '' }: Vector, reply: Reply): Settings {
  const client = clients[dialect]?.find(({ id }) => id === reader);
  if (!client) throw new Error(`no client of ${dialect} is called ${reader}`);
  const reading = client.parse(reply, address);
  if (reading.ok) return reading.settings;
  throw new Error(`${client.name} refuses: ${reading.why}`);
}

function settingsOf({ world, address }: Vector, { protocol, username }: Settings['incoming']): Settings {
  const login = ([host, port]: readonly [string, number]) =>
    ({ host, port, security: 'tls', username: address ?? username }) as const;
  return {
    incoming: { protocol, ...login(servers[world][protocol]) },
    outgoing: login(servers[world].smtp),
  };
}
