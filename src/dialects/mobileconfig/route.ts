/**
 * Apple configuration profiles over HTTP. No Apple client requests them by itself: a person opens the link in Safari
 * and installs the download in Settings. A mailbox always gets the same profile, byte for byte, so that installing it
 * again replaces it, and a second mailbox gets a profile of its own.
 */

import type { ProfileSystem } from '../../../templates/mobileconfig-payloads.ts';
import { type ProfileLanguage, profileLanguages } from '../../../templates/mobileconfig-texts.ts';
import { preferredLanguage } from '../../http/accept-language.ts';
import { contentDisposition } from '../../http/content-disposition.ts';
import { formToQuery } from '../../http/form-body.ts';
import { parameter, parameters } from '../../http/query.ts';
import { type Answer, privateHeaders, type TextAnswer } from '../../http/response.ts';
import type { Account, IncomingProtocol } from '../../model/account.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { costs } from '../../model/cost.ts';
import { ok, type Result, refuse } from '../../model/result.ts';
import type { Signer } from '../../signing/signer.ts';
import { memoizeByObject } from '../../util/memo.ts';
import { type Dialect, noSubject, type Question } from '../dialect.ts';
import { plainRefusal } from '../plain-refusal.ts';
import { profileOfOne, profileOfSeveral, withPerson } from './profile.ts';

interface MobileconfigQuestion extends Question {
  /** The display name of the sender. */
  readonly senderName: string | undefined;
  /** IMAP or POP3, if the request says which. */
  readonly protocol: IncomingProtocol | undefined;
  /** Where it will be installed, if the request says so; a User-Agent does not tell a Mac from an iPad. */
  readonly system: ProfileSystem | undefined;
  readonly language: ProfileLanguage;
}

const senderNameLimit = 100;
/** Control characters, and those that XML cannot contain. The device shows the name, so they are refused. */
const unprintable = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/u;

/** Each mailbox costs as much as a profile of its own. */
const addressLimit = 10;

export const mobileconfig: Dialect<MobileconfigQuestion> = {
  name: 'mobileconfig',
  methods: ['GET', 'POST'],
  // Ten of the longest addresses and a name, percent-encoded.
  bodyLimitBytes: 10 * 1024,

  read(request) {
    // A POST keeps the address out of URLs, logs and the browser's history.
    const asked = request.method === 'POST' ? formToQuery(request.bytes) : ok(request.search);
    if (!asked.ok) return asked;
    const search = asked.value;
    const sent = addressesOf(search);
    if (!sent.ok) return sent;
    // A form sends a space as + and encodes a plus sign. Addresses in links often have a plain plus sign, so only
    // the name is decoded this way.
    const name = parameter(search.replaceAll('+', '%20'), 'name');
    if (!name.ok) return name;
    const senderName = name.value?.trim() || undefined;
    if (senderName && (senderName.length > senderNameLimit || unprintable.test(senderName))) {
      return refuse({ reason: 'name-malformed', limitCharacters: senderNameLimit });
    }
    const type = parameter(search, 'type');
    if (!type.ok) return type;
    const installed = parameter(search, 'system');
    if (!installed.ok) return installed;
    const system = systems.get(installed.value?.toLowerCase() ?? '');
    const [address, ...others] = sent.value;
    const protocol = protocols.get(type.value?.toLowerCase() ?? '');
    const language = preferredLanguage(request.header('accept-language'), profileLanguages, 'en');
    return ok({ ...noSubject, address, others, senderName, protocol, system, language });
  },

  write({ address, ...choices }, { account, domain, others = [], shared }, now, { signer }) {
    const of = domain ?? account.id;
    const mailboxes = address === undefined ? [] : [{ address, account }, ...others];
    const written =
      mailboxes.length > 1
        ? profileOfSeveral(mailboxes, choices)
        : profileOfOne(shared?.account ?? account, address, of, withPerson(choices, account), shared?.login);
    if (!written.ok) return written;
    if (signer === 'missing') return refuse({ reason: 'signer-missing' });
    const disposition = names(account).disposition(`${of}.mobileconfig`);
    const answer = {
      status: 200,
      headers: { ...headers, 'content-disposition': disposition },
      body: written.value,
    };
    return signer ? signed(answer, signer, now()) : ok(answer);
  },

  cost({ others = [] }, _chosen, { signer }) {
    const mailboxes =
      others.length > 0 ? costs.severalMailboxes + (1 + others.length) * costs.mailboxOfSeveral : 0;
    return (
      mailboxes + (signer === undefined || signer === 'missing' ? 0 : (signer.cost ?? costs.rsa2048Signature))
    );
  },

  refuse: plainRefusal,

  securePath: ({ path, search }) => ({ path, search }),
};

const encoder = new TextEncoder();

async function signed(answer: TextAnswer, signer: Signer, now: Date): Promise<Result<Answer>> {
  return ok({ ...answer, body: await signer.sign(Uint8Array.from(encoder.encode(answer.body)), now) });
}

const headers = privateHeaders('application/x-apple-aspen-config');

const names = memoizeByObject(({ shortName }: Account) => ({ disposition: contentDisposition(shortName) }));

/** Any other value is ignored. */
const protocols: ReadonlyMap<string, IncomingProtocol> = new Map([
  ['imap', 'imap'],
  ['pop', 'pop3'],
  ['pop3', 'pop3'],
]);

const systems: ReadonlyMap<string, ProfileSystem> = new Map([
  ['ios', 'ios'],
  ['ipados', 'ios'],
  ['macos', 'macos'],
]);

/** @returns each mailbox once; mail providers ignore letter case in local parts */
function addressesOf(search: string): Result<readonly Address[]> {
  const sent = parameters(search, addressLimit + 1, ['emailaddress', 'email']);
  if (!sent.ok) return sent;
  if (sent.value.length > addressLimit) return refuse({ reason: 'too-many-addresses', limit: addressLimit });
  const addresses: Address[] = [];
  for (const text of sent.value) {
    const address = parseAddress(text);
    if (!address.ok) return address;
    const key = address.value.text.toLowerCase();
    if (!addresses.some((before) => before.text.toLowerCase() === key)) addresses.push(address.value);
  }
  return ok(addresses);
}
