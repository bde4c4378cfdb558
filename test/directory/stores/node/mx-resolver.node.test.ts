/**
 * MX records from a real DNS server: knot, with zones written here, and servers that are out of order in the ways
 * that servers are.
 */

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { StoreError, type StoreFailure } from '../../../../src/directory/failure.ts';
import { nodeMxResolver } from '../../../../src/directory/stores/node/mx-resolver.ts';
import { mxStore } from '../../../../src/directory/stores/portable/mx.ts';
import { type Domain, parseDomain } from '../../../../src/model/address.ts';
import { failureBeforeCacheTimeout } from '../../../support/cache-timeout.ts';
import {
  freePort,
  type KnotServer,
  knotInstalled,
  knotServer,
} from '../../../support/servers/knot-server.ts';

const suite = knotInstalled
  ? 'MX records from knot'
  : 'MX records from knot, which is not here: apt-get install knot';

function domain(text: string): Domain {
  const parsed = parseDomain(text);
  if (parsed.ok) return parsed.value;
  throw new Error(`${text} is no domain`);
}

const manyExchangers = Array.from({ length: 100 }, (_, at) => ({
  exchange: `exchanger-number-${at}.of-a-host-with-a-long-name.example`,
  priority: at,
}));

const zone = `$ORIGIN example.org.
$TTL 60
@           SOA    ns hostmaster 1 3600 600 86400 60
@           NS     ns
ns          A      127.0.0.1
@           MX     10 mx1.mail.ovh.net.
several     MX     50 mx3.mail.ovh.net.
several     MX     1  mx1.mail.ovh.net.
several     MX     5  mx2.mail.ovh.net.
null        MX     0 .
nodata      A      192.0.2.1
alias       CNAME  example.org.
alias2      CNAME  alias
elsewhere   CNAME  mail.elsewhere.example.
nowhere     CNAME  nobody.example.org.
capitals    MX     10 MX1.Mail.OVH.net.
*.wildcard  MX     10 mx1.mail.ovh.net.
${manyExchangers.map(({ exchange, priority }) => `many MX ${priority} ${exchange}.`).join('\n')}
`;

/** Serves example.org; the zone file of lost.example is missing; no other zones. */
const zones = { 'example.org': zone, 'lost.example': undefined };

/** Takes datagrams and says nothing, as a server behind a firewall does. */
async function silentServer(): Promise<{ readonly at: string; readonly socket: Socket }> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  return { at: `127.0.0.1:${socket.address().port}`, socket };
}

describe.skipIf(!knotInstalled)(suite, () => {
  let port: number;
  let knot: KnotServer | undefined;

  beforeAll(async () => {
    knot = await knotServer(zones);
    port = knot.port;
  });
  afterAll(() => knot?.stop());

  const look = (name: string) => nodeMxResolver([`127.0.0.1:${port}`])(domain(name));
  const one = [{ exchange: 'mx1.mail.ovh.net', priority: 10 }];

  test.each<[why: string, name: string, found: readonly object[]]>([
    ['one', 'example.org', one],
    ['those of the name an alias stands for', 'alias.example.org', one],
    ['those of the name an alias of an alias stands for', 'alias2.example.org', one],
    ['those of a wildcard', 'anything.wildcard.example.org', one],
    ['a null one (RFC 7505)', 'null.example.org', [{ exchange: '', priority: 0 }]],
  ])('are found: %s', async (_, name, found) => {
    expect(await look(name)).toMatchObject(found);
  });

  test('are all found, of several', async () => {
    const found = await look('several.example.org');
    expect(found?.toSorted((a, b) => a.priority - b.priority)).toMatchObject([
      { exchange: 'mx1.mail.ovh.net', priority: 1 },
      { exchange: 'mx2.mail.ovh.net', priority: 5 },
      { exchange: 'mx3.mail.ovh.net', priority: 50 },
    ]);
  });

  test('are all found, of more than a datagram holds (RFC 7766 §5)', async () => {
    const found = await look('many.example.org');
    expect(found?.toSorted((a, b) => a.priority - b.priority)).toMatchObject(manyExchangers);
  });

  test.each<[why: string, name: string]>([
    ['when there is no such domain (NXDOMAIN)', 'nobody.example.org'],
    ['when there is no such domain behind an alias', 'nowhere.example.org'],
    ['when the domain has other records only (NODATA)', 'nodata.example.org'],
  ])('are not there %s', async (_, name) => {
    expect(await look(name)).toBeUndefined();
  });

  test.each<[why: string, name: string, failure: StoreFailure]>([
    [
      'the server has lost the zone (SERVFAIL), which says nothing of other domains',
      'lost.example',
      { word: 'look-up-failed', code: 'ESERVFAIL' },
    ],
    [
      'the server does not answer for the domain (REFUSED)',
      'example.com',
      { word: 'query-refused', code: 'EREFUSED' },
    ],
  ])('are an error when %s', async (_, name, failure) => {
    await expect(look(name)).rejects.toMatchObject({ failure });
  });

  test.each<[name: string, provider: string | undefined]>([
    ['example.org', 'ovh.net'],
    ['several.example.org', 'ovh.net'],
    ['alias.example.org', 'ovh.net'],
    ['capitals.example.org', 'ovh.net'],
    ['many.example.org', undefined],
    ['null.example.org', undefined],
    ['nodata.example.org', undefined],
    ['nobody.example.org', undefined],
    // Who follows aliases to other zones is a resolver; knot leaves that to its client.
    ['elsewhere.example.org', undefined],
  ])('of %s tell the provider %s', async (name, provider) => {
    const store = mxStore({ hosts: { '*.mail.ovh.net': 'ovh.net' } }, look);
    const entry = await store.find(domain(name));
    expect(entry?.provider).toBe(provider);
  });

  test('are found by the same resolver once its server is up again', async () => {
    const at = await freePort();
    const resolveMx = nodeMxResolver([`127.0.0.1:${at}`]);
    await expect(resolveMx(domain('example.org'))).rejects.toThrow('ECONNREFUSED');
    const first = await knotServer(zones, at);
    expect(await resolveMx(domain('example.org'))).toMatchObject(one);
    await first.stop();
    await expect(resolveMx(domain('example.org'))).rejects.toBeInstanceOf(StoreError);
    const second = await knotServer(zones, at);
    onTestFinished(() => second.stop());
    expect(await resolveMx(domain('example.org'))).toMatchObject(one);
  });
});

describe('a DNS server that is down', () => {
  async function failureOf(resolveMx: ReturnType<typeof nodeMxResolver>): Promise<string> {
    const error = await failureBeforeCacheTimeout(() => resolveMx(domain('private.example')));
    expect(error).toBeInstanceOf(Error);
    return String(error);
  }

  test('is an error with the code that the log tells', async () => {
    const resolveMx = nodeMxResolver([`127.0.0.1:${await freePort()}`]);
    await expect(resolveMx(domain('example.org'))).rejects.toMatchObject({
      failure: { word: 'refused', code: 'ECONNREFUSED' },
    });
  });

  test('is an error without waiting when nothing listens on its port', async () => {
    const refusing = nodeMxResolver([`127.0.0.1:${await freePort()}`]);
    const silent = nodeMxResolver([(await silentServer()).at]);
    const failures: string[] = [];
    await Promise.all([silent, refusing].map(async (resolveMx) => failures.push(await failureOf(resolveMx))));
    expect(failures).toEqual([expect.stringContaining('ECONNREFUSED'), expect.stringContaining('ETIMEOUT')]);
  });

  test('is an error within the limit when it is silent, however often it was', async () => {
    const resolveMx = nodeMxResolver([(await silentServer()).at]);
    for (const _ of [1, 2, 3]) expect(await failureOf(resolveMx)).toContain('in time (ETIMEOUT)');
  }, 10_000);

  test('is an error within the limit when all of four are silent', async () => {
    const servers = await Promise.all([1, 2, 3, 4].map(silentServer));
    expect(await failureOf(nodeMxResolver(servers.map(({ at }) => at)))).toContain('ETIMEOUT');
  });

  test('is not down when one datagram is lost', async () => {
    const { at, socket } = await silentServer();
    let heard = 0;
    socket.on('message', (message, { port, address }) => {
      heard++;
      // RFC 1035 §4.1.1: the question, turned into the answer that there is no such domain.
      const answer = Buffer.from(message);
      answer.writeUInt16BE(0x8183, 2);
      if (heard === 2) socket.send(answer, port, address);
    });
    expect(await nodeMxResolver([at])(domain('example.org'))).toBeUndefined();
    expect(heard).toBe(2);
  });

  test('is an error when it sends nonsense', async () => {
    const { at, socket } = await silentServer();
    socket.on('message', (question, { port, address }) => {
      // The id of the question, so that it is taken for an answer, and nothing of a message behind it.
      socket.send(question.subarray(0, 2), port, address);
    });
    expect(await failureOf(nodeMxResolver([at]))).toContain('StoreError: mx ');
  });

  test('leaves no timer behind when it has answered', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const resolveMx = nodeMxResolver([`127.0.0.1:${await freePort()}`]);
    const before = timers();
    await failureOf(resolveMx);
    expect(timers()).toBe(before);
  });

  test('is an error that does not repeat the domain, for it is logged', async () => {
    const failure = await failureOf(nodeMxResolver([`127.0.0.1:${await freePort()}`]));
    expect(failure).not.toContain('private');
  });
});
