/** The configuration that `facteur init` writes: as short as it can be, and explained where it will be changed. */

import { stringify } from 'yaml';
import { shortened } from '../../directory/display-name.ts';
import type { Answers } from './answers.ts';

export function initialDocument({ domain, name, imap, pop3, smtp, url }: Answers): string {
  const incoming = [imap, pop3].filter((server) => server !== undefined);
  return `# What facteur tells mail clients. docs/configuration.md explains every key, and facteur validate looks this file over.

# The https address of facteur itself: clients that ask over plain http are sent there.
${url === undefined ? '# url: https://facteur.example.net' : `url: ${url}`}

providers:
  # A provider is called by a domain of its own.
  ${key(domain)}:
    # What people are shown. Phones have room for some 30 characters, and for 12 of a shortName.
    name: ${scalar(name)}
${name.length > 20 ? `    shortName: ${scalar(shortened(name, 20))}\n` : ''}    # Where mail is read, IMAP first. imaps:// is TLS from the first byte, imap+starttls:// begins it later; a port that
    # is not the usual one goes behind the host. POP3: pop3s://
    incoming:
${incoming.map((server) => `      - ${server}`).join('\n')}
    # Where mail is sent: smtps:// or smtp+starttls://
    outgoing:
      - ${smtp}
    # A page that people can read:
    # documentation:
    #   - url: https://www.example.org/mail
    #     title: { en: Mail at Example }

# Who is served, by which provider. "*.example.org" is every domain below one, "*" everybody; none is never answered.
domains:
  ${key(domain)}: ${scalar(domain)}
`;
}

const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trimEnd();
/** A key that looks like a number, or a word of YAML, is quoted as a value would be. */
const key = scalar;
