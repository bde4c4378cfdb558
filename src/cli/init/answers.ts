/** The answers that `facteur init` needs, and their checks. */

import { parseServerUrl, serverUrl } from '../../config/server-url.ts';
import { nameField } from '../../directory/fields.ts';
import type { Protocol } from '../../model/account.ts';
import { parseDomain } from '../../model/address.ts';
import { ok, type Result, refuse } from '../../model/result.ts';

/** In the form of the command line and of the file. */
export interface Answers {
  readonly domain: string;
  readonly name: string;
  readonly imap?: string;
  readonly pop3?: string;
  readonly smtp: string;
  readonly url?: string;
}

/** @returns the answer for the file, or an error message */
export type ReadAnswer = (text: string) => Result<string, string>;

export const readAnswer = {
  domain: (text) => {
    const domain = parseDomain(text);
    return domain.ok && domain.value.includes('.') ? domain : refuse(`"${text}" is not a domain`);
  },
  name: (text) => {
    const name = nameField.safeParse(text);
    return name.success ? ok(name.data) : refuse('A name has 1 to 60 characters');
  },
  imap: serverOf('imap'),
  pop3: serverOf('pop3'),
  smtp: serverOf('smtp'),
  url: (text) => {
    const whole = text.includes('://') ? text : `https://${text}`;
    const url = URL.canParse(whole) ? new URL(whole) : undefined;
    return url?.protocol === 'https:' && url.href === `${url.origin}/`
      ? ok(url.origin)
      : refuse(`"${text}" is not https:// and a host`);
  },
} as const satisfies Record<keyof Answers, ReadAnswer>;

/** A host alone means implicit TLS, which RFC 8314 §3 recommends. */
function serverOf(protocol: Protocol): ReadAnswer {
  return (text) => {
    const parsed = parseServerUrl(text.includes('://') ? text : `${protocol}s://${text}`);
    if (typeof parsed === 'string') return refuse(parsed);
    if (parsed.protocol !== protocol) return refuse(`"${text}" is not ${protocol}`);
    if (parsed.security === 'none') return refuse(`"${text}" is not encrypted, and no client is sent there`);
    const host = parseDomain(parsed.host);
    return host.ok
      ? ok(serverUrl({ ...parsed, host: host.value }))
      : refuse(`"${parsed.host}" is not a host name`);
  };
}
