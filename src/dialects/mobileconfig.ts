/**
 * Apple configuration profiles over HTTP. No Apple client asks by itself: a person opens the link in Safari and
 * installs what comes in Settings. The same mailbox always gets the same profile, byte for byte, so installing it
 * again replaces it and a second mailbox stands beside it.
 */

import { mobileconfig as template } from '../../templates/mobileconfig.ts';
import type { Account } from '../account.ts';
import { parseAddress } from '../address.ts';
import { type Answer, privateHeaders, type TextAnswer } from '../answer.ts';
import { once } from '../kept.ts';
import { type Fill, fillable } from '../placeholders.ts';
import { writePlist } from '../plist.ts';
import { parameter } from '../query.ts';
import { ok, type Result, refuse } from '../result.ts';
import type { Signer } from '../signing/signer.ts';
import { uuidv5In } from '../uuid.ts';
import { escapeXml } from '../xml.ts';
import { type Dialect, nobody, type Question } from './dialect.ts';
import { refuseInWords } from './refusals.ts';

interface MobileconfigQuestion extends Question {
  /** The sender's name, to stand before the address in what the person sends. */
  readonly senderName: string | undefined;
}

const senderNameLimit = 100;
/** Control characters, and what XML cannot carry: the profile shows the name, so it is printable or refused. */
const unprintable = /[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/u;

export const mobileconfig: Dialect<MobileconfigQuestion> = {
  name: 'mobileconfig',
  // The second one, with `email`, is what links all over the world already use.
  routes: ['/profile.mobileconfig', '/email.mobileconfig'],
  methods: ['GET'],

  read(ask) {
    const sent = parameter(ask.search, 'emailaddress', 'email');
    if (!sent.ok) return sent;
    // A form sends a space as + and a real plus encoded; addresses in links are seldom so well brought up.
    const name = parameter(ask.search.replaceAll('+', '%20'), 'name');
    if (!name.ok) return name;
    const senderName = name.value?.trim() || undefined;
    if (senderName && (senderName.length > senderNameLimit || unprintable.test(senderName))) {
      return refuse({ reason: 'name-malformed', limitCharacters: senderNameLimit });
    }
    if (sent.value === undefined) return ok({ ...nobody, senderName });
    const address = parseAddress(sent.value);
    return address.ok ? ok({ ...nobody, address: address.value, senderName }) : address;
  },

  write({ address, senderName }, { account, domain }, now, { signer }) {
    const document = documents(account)[address ? 'addressed' : 'open'][senderName ? 'named' : 'nameless'];
    if (!document) return refuse({ reason: 'nothing-to-offer' });
    const of = domain ?? account.id;
    // Two spellings of a local part are one mailbox to every provider that sells them.
    const mailbox = `${account.id} ${address?.text.toLowerCase() ?? of}`;
    const answer = {
      status: 200,
      // A-labels and a dot: nothing in the name needs quoting or RFC 5987.
      headers: { ...headers, 'content-disposition': `attachment; filename="${of}.mobileconfig"` },
      body: document({
        EMAILADDRESS: address?.text,
        EMAILLOCALPART: address?.localPart,
        EMAILDOMAIN: of,
        REALNAME: senderName,
        PROFILEUUID: uuidOf(mailbox),
        PAYLOADUUID: uuidOf(`${mailbox} mail`),
      }),
    };
    return signer ? signed(answer, signer, now()) : ok(answer);
  },

  refuse: refuseInWords,

  securePath: ({ path, search }) => path + (search && `?${search}`),
};

const encoder = new TextEncoder();

async function signed(answer: TextAnswer, signer: Signer, now: Date): Promise<Result<Answer>> {
  return ok({ ...answer, body: await signer.sign(Uint8Array.from(encoder.encode(answer.body)), now) });
}

/** Ours alone, made once by chance: profiles of other services never meet those of this one. */
const uuidOf = uuidv5In('b0a6c1f4-9a1e-4f0b-8a53-6f1d7c2e9b34');

const headers = privateHeaders('application/x-apple-aspen-config');

interface ByName {
  readonly named: Fill | undefined;
  readonly nameless: Fill | undefined;
}

/** A key is there or not there, so each of the four combinations is a document of its own. */
const documents = once((account: Account): { readonly addressed: ByName; readonly open: ByName } => {
  const build = (address: string | undefined, senderName: string | undefined): Fill | undefined => {
    const uuids = { profileUuid: '%PROFILEUUID%', payloadUuid: '%PAYLOADUUID%' };
    const profile = template(account, { address, senderName, ...uuids });
    return profile && fillable(writePlist(profile), escapeXml);
  };
  const byName = (address: string | undefined): ByName => ({
    named: build(address, '%REALNAME%'),
    nameless: build(address, undefined),
  });
  return { addressed: byName('%EMAILADDRESS%'), open: byName(undefined) };
});
