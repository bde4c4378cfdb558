/**
 * PACC (draft-ietf-mailmaint-pacc-03) over HTTP. A domain's document has the same bytes on every runtime and at any
 * time, because their SHA-256 digest is published in DNS and a client rejects a document that does not match.
 */

import { type PaccOptions, pacc as template } from '../../templates/pacc.ts';
import { type Fill, fillable } from '../format/placeholders.ts';
import { uuidv5In } from '../format/uuid.ts';
import { publicHeaders } from '../http/response.ts';
import type { Account } from '../model/account.ts';
import type { Domain } from '../model/address.ts';
import { ok, refuse } from '../model/result.ts';
import { memoizeByObject } from '../util/memo.ts';
import { type Dialect, noSubject } from './dialect.ts';
import { plainRefusal } from './plain-refusal.ts';

export const pacc: Dialect = {
  name: 'pacc',
  methods: ['GET'],
  // There is no query: one domain, one answer.
  read: () => ok(noSubject),

  write(_question, { account, domain }, _now, service) {
    const body = paccBody(account, domain ?? account.id, service.pacc);
    return body === undefined
      ? refuse({ reason: 'nothing-to-offer' })
      : ok({ status: 200, headers: { ...headers, etag: `"${versionOf(body)}"` }, body });
  },

  refuse: plainRefusal,

  // Clients follow no redirect (io-pim-discovery), and at the service's own host the domain would be lost.
  securePath: () => undefined,
};

/** @returns the document as text; undefined if PACC cannot express what the account offers */
export function paccBody(
  account: Account,
  domain: Domain | Account['id'],
  { smtp }: PaccOptions,
): string | undefined {
  return documents(account)[smtp ? 'both' : 'submit']?.({ EMAILDOMAIN: domain });
}

/** @returns the text of the TXT record at `_ua-auto-config.` before the domain (§2.2 of the draft) */
export async function paccDigest(body: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(body));
  return `v=UAAC1; a=sha256; d=${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

const headers = publicHeaders('application/json');

const versionOf = uuidv5In('4f559428-3af3-458e-aa9e-e823064ecfc3');

const documents = memoizeByObject(
  (account: Account): Readonly<Record<'both' | 'submit', Fill | undefined>> => {
    const build = (options: PaccOptions): Fill | undefined => {
      const document = template(account, options);
      // Only host names contain a placeholder, and a domain is letters, digits, dots and hyphens.
      return document && fillable(JSON.stringify(document), (domain) => domain);
    };
    return { both: build({ smtp: true }), submit: build({ smtp: false }) };
  },
);
