/**
 * Microsoft Autodiscover, version 2, over HTTP: the URL of one other protocol. Outlook asks it before POX; Outlook
 * mobile's cloud and Apple's Exchange accounts ask only this.
 */

import {
  type JsonProtocol,
  jsonError,
  jsonProtocols,
  autodiscoverJson as template,
} from '../../../templates/autodiscover-json.ts';
import type { Host } from '../../http/host.ts';
import { locationOf } from '../../http/location.ts';
import { parameter, percentDecoded } from '../../http/query.ts';
import { type Answer, privateHeaders } from '../../http/response.ts';
import type { Account } from '../../model/account.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { ok, refuse } from '../../model/result.ts';
import { routes } from '../../routes.ts';
import { type Dialect, noSubject, type Question } from '../dialect.ts';
import { plainRefusal } from '../plain-refusal.ts';
import { hasOutlookAnswer } from './pox.ts';
import { withoutRedirectLoop } from './redirect.ts';

interface JsonQuestion extends Question {
  /** As sent. */
  readonly protocol: string;
  readonly host: Host;
  /** The path below which facteur is mounted; empty at the root. */
  readonly base: string;
  /** The raw query, which a redirect repeats. */
  readonly search: string;
  /** Whether the address is in the path. */
  readonly inPath: boolean;
}

export const autodiscoverJson: Dialect<JsonQuestion> = {
  name: 'autodiscover-json',
  methods: ['GET'],

  read({ rest, search, host, base }) {
    const protocol = parameter(search, 'protocol');
    if (!protocol.ok) return protocol;
    if (protocol.value === undefined) return refuse({ reason: 'parameter-missing', parameter: 'Protocol' });
    const sent = rest === '' ? parameter(search, 'email', 'emailaddress') : ok(percentDecoded(rest));
    if (!sent.ok) return sent;
    const address = parseAddress(sent.value ?? '');
    return address.ok
      ? ok({
          ...noSubject,
          address: address.value,
          protocol: protocol.value,
          host,
          base,
          search,
          inPath: rest !== '',
        })
      : address;
  },

  write({ address, protocol, host, base, search, inPath }, { account, ownName }, _now, service) {
    // The Host is input: it goes into a URL only if it is our own name or belongs to the domain in question.
    const known = ownName || host.mailDomain === address?.domain;
    const origin = service.origin ?? (known ? `https://${host.name}` : undefined);
    const reachable = withoutRedirectLoop(account, address, host, service);
    const outlook = hasOutlookAnswer(reachable);
    const asked = jsonProtocols.find((name) => name.toLowerCase() === protocol.toLowerCase());
    if (asked === 'AutodiscoverV1' && outlook && origin === undefined) {
      return refuse({ reason: 'domain-not-served' });
    }
    const urls: Readonly<Record<JsonProtocol, string | undefined>> = {
      AutodiscoverV1: outlook && origin !== undefined ? origin + base + routes.autodiscover.path : undefined,
      ...exchangeUrls(account),
    };
    const url = asked && urls[asked];
    if (asked && url !== undefined) {
      return ok({ status: 200, headers, body: JSON.stringify(template(asked, url)) });
    }
    switch (reachable.autodiscover?.to) {
      case 'url':
        return ok(redirectTo(reachable.autodiscover.url, search, inPath ? address : undefined));
      case 'address':
        return refuse({ reason: 'host-not-known' });
      default:
        return refuse({
          reason: 'protocol-not-offered',
          offered: jsonProtocols.filter((name) => urls[name]),
        });
    }
  },

  refuse(refusal) {
    switch (refusal.reason) {
      case 'parameter-missing':
        return badRequest(jsonError.protocolMissing);
      case 'address-missing':
      case 'address-malformed':
        return badRequest(jsonError.addressMissing);
      case 'protocol-not-offered':
        return badRequest(jsonError.protocolNotOffered(refusal.offered));
      default:
        return plainRefusal(refusal);
    }
  },

  securePath: ({ path: asked, rest, search }) => ({ path: asked + rest, search }),
};

const exchangeUrls = ({ activesync, ews }: Account) => ({ ActiveSync: activesync, Ews: ews });

/**
 * To the same request at the Exchange server's own host.
 *
 * @param url of its Autodiscover, from the configuration; never from the request
 * @param inPath the address, if the request has it in its path
 */
function redirectTo(url: string, search: string, inPath: Address | undefined): Answer {
  const path = inPath
    ? routes.autodiscoverJsonByAddress.path + encodeURIComponent(inPath.text)
    : routes.autodiscoverJson.path;
  const location = locationOf(new URL(url).origin, { path, search });
  return { status: 302, headers: { ...headers, location }, body: '' };
}

const headers = privateHeaders('application/json; charset=utf-8');

const badRequest = (error: object): Answer => ({ status: 400, headers, body: JSON.stringify(error) });
