/**
 * MTA-STS (RFC 8461) over HTTP: the policy that other mail servers fetch before they deliver. Mail clients do not use
 * it, but its host is one more name that customers point to the service that publishes their settings.
 */

import { mtaSts as template } from '../../templates/mta-sts.ts';
import { uuidv5In } from '../format/uuid.ts';
import { type Answer, publicHeaders, textType } from '../http/response.ts';
import type { Account, MtaSts } from '../model/account.ts';
import { ok, refuse } from '../model/result.ts';
import { memoizeByObject } from '../util/memo.ts';
import { type Dialect, noSubject } from './dialect.ts';
import { plainRefusal } from './plain-refusal.ts';

export const mtaSts: Dialect = {
  name: 'mta-sts',
  methods: ['GET'],

  // §3.2: the policy's host is mta-sts. and the domain; at any other host the file has no effect.
  read: ({ host }) =>
    host.name.startsWith('mta-sts.') ? ok(noSubject) : refuse({ reason: 'domain-not-served' }),

  // The default provider's mail exchangers are not those of an unknown domain.
  write: (_question, { account, domain }) =>
    account.mtaSts && domain !== undefined
      ? ok(policies(account.mtaSts).answer)
      : refuse({ reason: 'nothing-to-offer' }),

  refuse: plainRefusal,

  // §3.3: a redirect is not followed.
  securePath: () => undefined,
};

/** @returns the id for the TXT record, which tells senders that the policy has changed (§3.1); undefined without a policy */
export const mtaStsId = ({ mtaSts }: Account): string | undefined => mtaSts && policies(mtaSts).id;

interface Policy {
  /** 32 hexadecimal digits: §3.1 allows 1 to 32 letters and digits. */
  readonly id: string;
  readonly answer: Answer;
}

const idOf = uuidv5In('709fde9e-85aa-4972-a860-91eb58151a9e');

const policies = memoizeByObject((policy: MtaSts): Policy => {
  const body = `${template(policy).join('\n')}\n`;
  const id = idOf(body).replaceAll('-', '');
  return { id, answer: { status: 200, headers: { ...publicHeaders(textType), etag: `"${id}"` }, body } };
});
