/** The plain answer for each reason of a refusal. The table does not compile when a reason is missing. */

import { expect, test } from 'vitest';
import { plainRefusal } from '../../src/dialects/plain-refusal.ts';
import { bodyCutShort } from '../../src/http/request.ts';
import type { Refusal } from '../../src/model/refusal.ts';

type Answered = readonly [refusal: Refusal, status: number, text: string, headers?: Record<string, string>];

const noSettings = 'No mail settings are published here for this domain.';

const answers = {
  'path-unknown': [{ reason: 'path-unknown' }, 404, 'Nothing is answered at this path.'],
  'https-needed': [{ reason: 'https-needed' }, 404, 'This is available over https only.'],
  'domain-not-served': [{ reason: 'domain-not-served' }, 404, noSettings],
  'address-not-served': [
    { reason: 'address-not-served', position: 2, count: 3 },
    404,
    'No mail settings are published here for address 2 of 3.',
  ],
  'address-not-expressible': [
    { reason: 'address-not-expressible', position: 1, count: 2 },
    404,
    'A profile cannot contain the mail settings of address 1 of 2.',
  ],
  'domain-malformed': [{ reason: 'domain-malformed' }, 404, noSettings],
  'format-not-offered': [{ reason: 'format-not-offered' }, 404, noSettings],
  'nothing-to-offer': [{ reason: 'nothing-to-offer' }, 404, noSettings],
  'directory-unavailable': [
    { reason: 'directory-unavailable', retryAfterSeconds: 30 },
    503,
    'The directory of domains is unavailable. Try again later.',
    { 'retry-after': '30' },
  ],
  'too-many-look-ups': [
    { reason: 'too-many-look-ups', retryAfterSeconds: 30 },
    429,
    'Too many addresses are looked up from this network.',
    { 'retry-after': '30' },
  ],
  'signer-missing': [
    { reason: 'signer-missing' },
    503,
    'Profiles cannot be signed at the moment.',
    { 'retry-after': '3600' },
  ],
  'sealer-missing': [
    { reason: 'sealer-missing' },
    503,
    'Links cannot be opened at the moment.',
    { 'retry-after': '3600' },
  ],
  'link-expired': [{ reason: 'link-expired' }, 410, 'This link is no longer valid.'],
  'link-unknown': [{ reason: 'link-unknown' }, 404, 'This link is no longer valid.'],
  'method-not-allowed': [
    { reason: 'method-not-allowed', allow: ['GET', 'HEAD'] },
    405,
    'This method is not allowed here.',
    { allow: 'GET, HEAD' },
  ],
  'query-too-long': [{ reason: 'query-too-long', limitBytes: 9 }, 414, 'The URL is longer than 9 bytes.'],
  'query-malformed': [
    { reason: 'query-malformed', parameter: 'email' },
    400,
    'The parameter email is not percent-encoded UTF-8.',
  ],
  'name-malformed': [
    { reason: 'name-malformed', limitCharacters: 9 },
    400,
    'A name has at most 9 characters, all of which can be shown.',
  ],
  'body-too-large': [{ reason: 'body-too-large', limitBytes: 9 }, 413, 'The body is larger than 9 bytes.'],
  'body-malformed': [bodyCutShort.refusal, 400, 'The body could not be read.'],
  'parameter-missing': [
    { reason: 'parameter-missing', parameter: 'Protocol' },
    400,
    'The parameter Protocol is needed.',
  ],
  'sign-in-not-expressible': [
    { reason: 'sign-in-not-expressible' },
    404,
    'An Apple profile cannot set up this sign-in. Add the account in Settings, and sign in there.',
  ],
  'host-not-known': [{ reason: 'host-not-known' }, 404, 'The server of this protocol is not known here.'],
  'protocol-not-offered': [
    { reason: 'protocol-not-offered', offered: ['Ews'] },
    400,
    'This protocol is not offered here.',
  ],
  'too-many': [{ reason: 'too-many', operation: 'user' }, 400, 'This is more than is answered at once.'],
  'address-missing': [{ reason: 'address-missing' }, 400, 'A mail address is needed.'],
  'address-malformed': [{ reason: 'address-malformed', flaw: 'domain' }, 400, 'This is not a mail address.'],
  'too-many-addresses': [
    { reason: 'too-many-addresses', limit: 5 },
    400,
    'At most 5 mail addresses are set up at once.',
  ],
} satisfies Record<Refusal['reason'], Answered>;

test.each<[reason: string, answered: Answered]>(Object.entries(answers))('%s', (reason, answered) => {
  const [refusal, status, text, headers = {}] = answered;
  expect(refusal.reason).toBe(reason);
  expect(plainRefusal(refusal)).toMatchObject({
    status,
    body: `${text}\n`,
    headers: { ...headers, 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8' },
  });
});
