/** The configuration that `facteur init` writes: short, with comments at the keys that people change. */

import { stringify } from 'yaml';
import { shortened } from '../../directory/display-name.ts';
import type { Answers } from './answers.ts';

export function initialDocument({ domain, name, imap, pop3, smtp, url }: Answers): string {
  const incoming = [imap, pop3].filter((server) => server !== undefined);
  return `# What facteur tells mail clients. docs/configuration.md explains every key; facteur validate checks this file.

# The https address of facteur itself: requests over plain http are redirected there.
${url === undefined ? '# url: https://facteur.example.net' : `url: ${url}`}

providers:
  # A provider’s key is a domain of its own.
  ${key(domain)}:
    # The name that people see. Phones have room for about 30 characters, and for 12 of a shortName.
    name: ${scalar(name)}
${name.length > 20 ? `    shortName: ${scalar(shortened(name, 20))}\n` : ''}    # Servers for reading mail, IMAP first: imaps:// (implicit TLS) or imap+starttls://, pop3s:// for POP3. A port other
    # than the default one follows the host.
    incoming:
${incoming.map((server) => `      - ${server}`).join('\n')}
    # Servers for sending mail: smtps:// or smtp+starttls://
    outgoing:
      - ${smtp}
    # A page that people can read:
    # documentation:
    #   - url: https://www.example.org/mail
    #     title: { en: Mail at Example }

# The domains, and their providers. "*.example.org" is all subdomains, "*" all domains; none: never served.
domains:
  ${key(domain)}: ${scalar(domain)}
`;
}

const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd();
/** A key that looks like a number, or a word of YAML, is quoted as a value would be. */
const key = scalar;
