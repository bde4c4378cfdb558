/**
 * The presets beside Thunderbird's database of providers, which is under the MPL and not part of this repository. Name a
 * folder of its files:
 *
 *     FACTEUR_SCHEMAS=../schemas npx vitest run --project node test/providers/presets-ispdb.node.test.ts
 */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/index.ts';
import { readAutoconfigFile } from '../../src/providers/ispdb/file.ts';
import type { PresetName } from '../../src/providers/preset-names.ts';

const schemas = process.env['FACTEUR_SCHEMAS'];
const folder = schemas === undefined ? process.env['FACTEUR_ISPDB'] : join(schemas, 'ispdb/xml');

interface Comparison {
  readonly preset: PresetName;
  readonly file: string;
  readonly host?: string;
  /** Servers of one side only, with the reason. */
  readonly onlyHere?: Readonly<Record<string, string>>;
  readonly onlyThere?: Readonly<Record<string, string>>;
}

const starttls = 'implicit TLS is offered too';
const ownDomains = 'other hosts for addresses at zoho.com';
const renamed = 'the hosts of the former name';

const comparisons: readonly Comparison[] = [
  { preset: 'ovh', file: 'ovh.net.xml' },
  {
    preset: 'gandi',
    file: 'gandi.net.xml',
    onlyThere: {
      'imap mail.gandi.net 143 starttls password': starttls,
      'pop3 mail.gandi.net 110 starttls password': starttls,
      'smtp mail.gandi.net 587 starttls password': starttls,
    },
  },
  { preset: 'hetzner', file: 'hetzner.de.xml' },
  {
    preset: 'fastmail',
    file: 'messagingengine.com.xml',
    onlyHere: {
      'imap imap.fastmail.com 993 tls password': 'OAuth2 there is for registered programs',
      'pop3 pop.fastmail.com 995 tls password': 'OAuth2 there is for registered programs',
      'smtp smtp.fastmail.com 465 tls password': 'OAuth2 there is for registered programs',
    },
    onlyThere: {
      'imap imap.fastmail.com 993 tls oauth2 password': 'as above',
      'pop3 pop.fastmail.com 995 tls oauth2 password': 'as above',
      'smtp smtp.fastmail.com 465 tls oauth2 password': 'as above',
    },
  },
  {
    preset: 'google-workspace',
    file: 'googlemail.com.xml',
    onlyHere: {
      'imap imap.gmail.com 993 tls oauth2': 'the password of the account is refused',
      'pop3 pop.gmail.com 995 tls oauth2': 'the password of the account is refused',
      'smtp smtp.gmail.com 465 tls oauth2': 'the password of the account is refused',
    },
    onlyThere: {
      'imap imap.gmail.com 993 tls oauth2 password': 'as above',
      'pop3 pop.gmail.com 995 tls oauth2 password': 'as above',
      'smtp smtp.gmail.com 465 tls oauth2 password': 'as above',
    },
  },
  {
    preset: 'ionos',
    host: 'ionos.de',
    file: '1und1.de.xml',
    onlyHere: {
      'imap imap.ionos.de 993 tls password': renamed,
      'pop3 pop.ionos.de 995 tls password': renamed,
      'smtp smtp.ionos.de 465 tls password': renamed,
    },
    onlyThere: {
      'imap imap.1und1.de 993 tls password': renamed,
      'imap imap.1und1.de 143 starttls password': renamed,
      'pop3 pop.1und1.de 995 tls password': renamed,
      'pop3 pop.1und1.de 110 starttls password': renamed,
      'smtp smtp.1und1.de 465 tls password': renamed,
      'smtp smtp.1und1.de 587 starttls password': renamed,
    },
  },
  {
    preset: 'zoho',
    host: 'zoho.com',
    file: 'zoho.com.xml',
    onlyHere: {
      'imap imappro.zoho.com 993 tls password': ownDomains,
      'pop3 poppro.zoho.com 995 tls password': ownDomains,
      'smtp smtppro.zoho.com 465 tls password': ownDomains,
    },
    onlyThere: {
      'imap imap.zoho.com 993 tls password': ownDomains,
      'pop3 pop.zoho.com 995 tls password': ownDomains,
      'smtp smtp.zoho.com 465 tls password': ownDomains,
      'smtp smtp.zoho.com 587 starttls password': ownDomains,
    },
  },
];

test.skipIf(folder !== undefined)('FACTEUR_SCHEMAS names no folder of the ISPDB', ({ skip }) => {
  skip('set FACTEUR_SCHEMAS to a folder that holds ispdb/xml');
});

/** One line per server, which is how differences are listed. */
function linesOf(provider: object): readonly string[] {
  const config = readConfig({
    providers: { 'example.net': provider },
    domains: { 'example.org': 'example.net' },
  });
  const account = config.ok ? config.value.defaultAccount : undefined;
  if (!account) throw new Error(JSON.stringify(config));
  return [...account.incoming, ...account.outgoing].map(
    ({ protocol, host, port, security, authentication }) =>
      [protocol, host, port, security, ...authentication].join(' '),
  );
}

describe.skipIf(folder === undefined)('the ISPDB', () => {
  test.each(comparisons)('$file has the servers of $preset, or the reason is listed', (comparison) => {
    const { preset, file, host, onlyHere = {}, onlyThere = {} } = comparison;
    const path = join(folder ?? '', file);
    expect(existsSync(path)).toBe(true);
    const theirs = readAutoconfigFile(readFileSync(path, 'utf8'));
    if (!theirs.ok) throw new Error(file);
    const here = linesOf({ preset, ...(host === undefined ? {} : { host }) });
    const there = linesOf(theirs.value.document);
    expect({
      onlyHere: here.filter((line) => !there.includes(line)).toSorted(),
      onlyThere: there.filter((line) => !here.includes(line)).toSorted(),
    }).toEqual({ onlyHere: Object.keys(onlyHere).toSorted(), onlyThere: Object.keys(onlyThere).toSorted() });
  });
});
