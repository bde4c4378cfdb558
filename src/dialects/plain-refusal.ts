/**
 * Refusals as text/plain, for protocols without an error format of their own. No answer reveals which domains are
 * served, and none repeats input.
 */

import { type Answer, plainText } from '../http/response.ts';
import type { Refusal } from '../model/refusal.ts';

/** @returns a short text/plain answer; 404 wherever the client should go on to its next source */
export function plainRefusal(refusal: Refusal): Answer {
  switch (refusal.reason) {
    case 'path-unknown':
      return plainText(404, 'Nothing is answered at this path.');
    case 'https-needed':
      return plainText(404, 'This is available over https only.');
    case 'domain-not-served':
    case 'domain-malformed':
    case 'format-not-offered':
    case 'nothing-to-offer':
      return plainText(404, 'No mail settings are published here for this domain.');
    case 'address-not-served':
      return plainText(404, `No mail settings are published here for ${placeAmong(refusal)}.`);
    case 'address-not-expressible':
      return plainText(404, `A profile cannot contain the mail settings of ${placeAmong(refusal)}.`);
    case 'host-not-known':
      return plainText(404, 'The server of this protocol is not known here.');
    case 'directory-unavailable':
      return plainText(503, 'The directory of domains is unavailable. Try again later.', {
        'retry-after': String(refusal.retryAfterSeconds),
      });
    case 'sign-in-not-expressible':
      return plainText(
        404,
        'An Apple profile cannot set up this sign-in. Add the account in Settings, and sign in there.',
      );
    case 'too-many-look-ups':
      return plainText(429, 'Too many addresses are looked up from this network.', {
        'retry-after': String(refusal.retryAfterSeconds),
      });
    case 'signer-missing':
      // An operator has to fix this, so an earlier retry is useless.
      return plainText(503, 'Profiles cannot be signed at the moment.', { 'retry-after': '3600' });
    case 'link-expired':
      return plainText(410, 'This link is no longer valid.');
    case 'link-unknown':
      return plainText(404, 'This link is no longer valid.');
    case 'sealer-missing':
      // As with profiles: the link may be valid, and an operator has to fix this.
      return plainText(503, 'Links cannot be opened at the moment.', { 'retry-after': '3600' });
    case 'method-not-allowed':
      return plainText(405, 'This method is not allowed here.', { allow: refusal.allow.join(', ') });
    case 'query-too-long':
      return plainText(414, `The URL is longer than ${refusal.limitBytes} bytes.`);
    case 'query-malformed':
      return plainText(400, `The parameter ${refusal.parameter} is not percent-encoded UTF-8.`);
    case 'name-malformed':
      return plainText(
        400,
        `A name has at most ${refusal.limitCharacters} characters, all of which can be shown.`,
      );
    case 'body-too-large':
      return plainText(413, `The body is larger than ${refusal.limitBytes} bytes.`);
    case 'body-malformed':
      return plainText(400, 'The body could not be read.');
    case 'parameter-missing':
      return plainText(400, `The parameter ${refusal.parameter} is needed.`);
    case 'protocol-not-offered':
      return plainText(400, 'This protocol is not offered here.');
    case 'too-many':
      return plainText(400, 'This is more than is answered at once.');
    case 'address-missing':
      return plainText(400, 'A mail address is needed.');
    case 'address-malformed':
      return plainText(400, 'This is not a mail address.');
    case 'too-many-addresses':
      return plainText(400, `At most ${refusal.limit} mail addresses are set up at once.`);
    default:
      return refusal satisfies never;
  }
}

/** Tells which address is meant without repeating it. */
const placeAmong = ({ position, count }: { readonly position: number; readonly count: number }): string =>
  `address ${position} of ${count}`;
