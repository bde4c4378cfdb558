/** EmailEngine. Requests its URLs in parallel; the first answer that parses as XML wins, with or without servers. */

import { addressParts } from '../address.ts';
import {
  acceptWithoutSettings,
  clientParser,
  is2xx,
  type Login,
  reject,
  requireStatus,
  type Settings,
} from '../client.ts';
import { type Element, named, parse, text } from '../dom.ts';

export const emailEngine = clientParser(
  {
    id: 'emailengine',
    name: 'EmailEngine',
    source: 'postalsys/emailengine lib/autodetect-imap-settings.js processAutoconfigFile',
  },
  (reply, address): Settings => {
    requireStatus(reply, is2xx);
    const root = parse(reply.body);
    const providers = root.nodeName === 'clientConfig' ? named(root, 'emailProvider') : [];
    const first = (element: string, type: string): Login => {
      const server = providers
        .flatMap((provider) => named(provider, element))
        .find((candidate) => candidate.getAttribute('type') === type);
      return server === undefined
        ? acceptWithoutSettings(`no ${element} of type ${type}`)
        : readServer(server, address);
    };
    return {
      incoming: { ...first('incomingServer', 'imap'), protocol: 'imap' },
      outgoing: first('outgoingServer', 'smtp'),
    };
  },
);

function readServer(server: Element, address: string): Login {
  const value = (name: string): string =>
    named(server, name)
      .map(text)
      .find((candidate) => candidate !== '') ?? '';
  for (const name of ['hostname', 'port', 'socketType']) {
    if (named(server, name).length === 0) reject(`no ${name}: TypeError`);
  }
  return {
    host: value('hostname'),
    port: Number(value('port')),
    // `secure` is implicit TLS; without it the IMAP library looks for STARTTLS.
    security: value('socketType') === 'SSL' ? 'tls' : 'starttls',
    username: expand(value('username'), address),
  };
}

/** Replaces a placeholder only if it is the whole text, with the replacement patterns of `String.replace`. */
function expand(username: string, address: string): string {
  const { localPart, domain } = addressParts(address);
  return username
    .replace(/^%EMAILADDRESS%$/, address)
    .replace(/^%EMAILLOCALPART%$/, localPart)
    .replace(/^%EMAILDOMAIN%$/, domain);
}
