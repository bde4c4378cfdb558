/** The requests of each client in order, for a domain with only an MX record. */

import { describe, expect, test } from 'vitest';
import { simulators } from '../../../src/check/simulators/index.ts';
import { mx } from '../../support/check-network.ts';
import { simulate } from '../../support/play-simulator.ts';

const ac = (scheme: string, domain: string, query = ''): string =>
  `GET ${scheme}://autoconfig.${domain}/mail/config-v1.1.xml${query}`;
const wk = (scheme: string, domain: string, query = ''): string =>
  `GET ${scheme}://${domain}/.well-known/autoconfig/mail/config-v1.1.xml${query}`;
const old = (domain: string, query: string): string =>
  `GET https://autoconfig.${domain}/.well-known/mail-v1.xml${query}`;
const ad = (method: string, origin: string): string => `${method} ${origin}/autodiscover/autodiscover.xml`;
const ispdb = (domain: string): string => `GET https://autoconfig.thunderbird.net/v1.1/${domain}`;
const live = (domain: string): string => `GET https://live.thunderbird.net/autoconfig/v1.1/${domain}`;
const draft = (domain: string): string => `GET https://v1.ispdb.net/${domain}`;
const srv = (domain: string, ...services: readonly string[]): readonly string[] =>
  services.map((service) => `SRV ${service}._tcp.${domain}`);

const D = 'example.org';
const exchanger = 'mx1.in.example.net';
const encoded = '?emailaddress=jo%40example.org';
const raw = '?emailaddress=jo@example.org';
const hashed = `${encoded}&emailmd5=2c8f86700a53a302065c70f4099789fd`;
const mailServices = ['_imaps', '_imap', '_pop3s', '_pop3', '_submissions', '_submission'];

const evolution = (domain: string): readonly string[] => [
  ac('https', domain, hashed),
  ac('http', domain, hashed),
  wk('https', domain, hashed),
  wk('http', domain, hashed),
  ispdb(domain),
];
const fairEmail = (domain: string): readonly string[] => [
  ...srv(domain, '_imap', '_imaps', '_submission', '_submissions'),
  ac('https', domain, raw),
  wk('https', domain, raw),
  ac('http', domain, raw),
  wk('http', domain, raw),
  ispdb(domain),
  ad('POST', `https://${domain}`),
  ad('POST', `https://autodiscover.${domain}`),
];
const nextcloud = (domain: string): readonly string[] => [
  ac('https', domain, raw),
  wk('https', domain, raw),
  ispdb(domain),
  ac('http', domain, raw),
  wk('http', domain, raw),
];

const orders: Readonly<Record<string, readonly string[]>> = {
  'outlook-classic': [
    ad('POST', `https://${D}`),
    `GET https://autodiscover.${D}/autodiscover/autodiscover.json?Email=jo%40example.org&Protocol=Autodiscoverv1&RedirectCount=1`,
    ad('POST', `https://autodiscover.${D}`),
    ad('GET', `http://autodiscover.${D}`),
    ...srv(D, '_autodiscover'),
  ],
  'outlook-cloud': [],
  'apple-mail': [
    `GET https://autoconfig.${D}/profile.mobileconfig${encoded}`,
    `GET https://autodiscover.${D}/profile.mobileconfig${encoded}`,
  ],
  // These two send everything in parallel; the order shown is that of preference.
  'thunderbird-desktop': [
    ...[ac('https', D, encoded), wk('https', D, encoded), ac('http', D, encoded), wk('http', D, encoded)],
    live(D),
    `MX ${D}`,
    ad('POST', `https://autodiscover.${D}`),
    ad('POST', `https://${D}`),
    ad('POST', `http://autodiscover.${D}`),
    ...srv(D, '_autodiscover'),
    ...[ac('https', 'in.example.net', encoded), live('in.example.net')],
    ...[ac('https', 'example.net', encoded), live('example.net')],
  ],
  'thunderbird-android': [
    ...[ac('https', D), wk('https', D), ac('http', D), wk('http', D)],
    ispdb(D),
    `MX ${D}`,
    ...[ac('https', 'in.example.net'), ac('https', 'example.net')],
    ...[ispdb('in.example.net'), ispdb('example.net')],
  ],
  fairemail: [
    `NS ${D}`,
    ...fairEmail(D),
    `MX ${D}`,
    ...[exchanger, 'in.example.net', 'example.net'].flatMap(fairEmail),
  ],
  'delta-chat': [
    ac('https', D, encoded),
    wk('https', D),
    ad('GET', `https://${D}`),
    ad('GET', `https://autodiscover.${D}`),
    ispdb(D),
  ],
  evolution: [
    // SRV runs in parallel with the first URL.
    ...evolution(D).slice(0, 1),
    ...srv(D, ...mailServices),
    ...evolution(D).slice(1),
    `MX ${D}`,
    ...[exchanger, 'in.example.net', 'example.net'].flatMap(evolution),
  ],
  'gnome-online-accounts': [
    ...[old(D, raw), ac('https', D, raw), wk('https', D), ac('http', D), draft(D)],
    `MX ${D}`,
    ...[old('in.example.net', raw), draft('in.example.net')],
    ...[old('example.net', raw), draft('example.net')],
  ],
  kmail: [ispdb(D), ac('https', D), ac('http', D), wk('https', D)],
  'em-client': [
    ...srv(D, '_autodiscover'),
    ad('POST', `https://${D}`),
    ad('POST', `https://autodiscover.${D}`),
  ],
  mailspring: [ac('https', D), wk('https', D)],
  'nextcloud-mail': [...nextcloud(D), `MX ${D}`, ...nextcloud(exchanger), ...nextcloud('in.example.net')],
  pacc: [`GET https://ua-auto-config.${D}/.well-known/user-agent-configuration.json`],
  srv: [...srv(D, ...mailServices)],
};

test('each client has an order in this test', () => {
  expect(simulators.map(({ id }) => id)).toEqual(Object.keys(orders));
});

test.each(Object.keys(orders))('%s', async (id) => {
  const { network } = await simulate(id, { dns: { [`MX ${D}`]: [mx(exchanger)] } });
  expect(network.queries).toEqual(orders[id]);
});

test('Nextcloud Mail asks no public suffix above the mail exchanger', async () => {
  const { network } = await simulate('nextcloud-mail', { dns: { [`MX ${D}`]: [mx('example.net')] } });
  expect(network.queries).toEqual([...nextcloud(D), `MX ${D}`, ...nextcloud('example.net')]);
});

describe('the address in the query', () => {
  const subject = 'jo+l.i_st@example.org';
  test.each([
    ['thunderbird-desktop', 'emailaddress=jo%2Bl.i_st%40example.org'],
    ['delta-chat', 'emailaddress=jo%2Bl.i%5Fst%40example.org'],
    ['fairemail', 'emailaddress=jo+l.i_st@example.org'],
    ['gnome-online-accounts', 'emailaddress=jo+l.i_st@example.org'],
    ['evolution', 'emailaddress=jo%2Bl.i_st%40example.org&'],
  ])('%s writes %s', async (id, query) => {
    const { network } = await simulate(id, {}, subject);
    expect(network.queries.some((one) => one.includes(query))).toBe(true);
  });

  test.each(['thunderbird-android', 'kmail', 'mailspring'])('%s sends none', async (id) => {
    const { network } = await simulate(id, {}, subject);
    expect(network.queries.filter((one) => one.includes('jo'))).toEqual([]);
  });
});

test.each(simulators.map(({ id }) => id))('%s never sends a password', async (id) => {
  const { network } = await simulate(id, { dns: { [`MX ${D}`]: [mx(exchanger)] } });
  expect(network.requests.filter(({ headers }) => 'authorization' in headers)).toEqual([]);
});
