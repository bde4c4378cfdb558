/**
 * Resolves a request to an account: which domain is requested, and who its provider is. Four rules, in this order:
 *
 * 1. An address was sent and its domain is served: that domain.
 * 2. No address was sent: the domain that the path or the Host names, if it is served; at the well-known path of
 *    autoconfig `www.` before a domain that is served is that domain.
 * 3. No address was sent and the Host is one of the service's own names: the default provider.
 * 4. Otherwise the request is refused, and the answer does not tell which domains are served.
 *
 * Rules 2 and 3 also apply to an address whose domain is not served, if the request may be an MX step: when Thunderbird,
 * Evolution and Nextcloud Mail find nothing at the customer's domain, they request `autoconfig.` before the domain of
 * its mail exchanger, with the customer's address. They do so only for autoconfig.
 *
 * A domain with `none` ends the search: an Exchange customer must not get the default provider's servers because the
 * request came to the default provider's host.
 */

import type { Host } from '../http/host.ts';
import type { Account } from '../model/account.ts';
import type { Address, Domain } from '../model/address.ts';
import type { Refusal } from '../model/refusal.ts';
import { type Awaitable, andThen, ok, type Result, refuse, whenReady } from '../model/result.ts';
import { isComposite } from '../model/username.ts';
import { memoizeByObject } from '../util/memo.ts';
import type { Found } from './directory.ts';
import { anyClient, type Client } from './people.ts';
import type { SharedAccount } from './person.ts';
import type { Service } from './service.ts';
import { patternsCovering } from './wildcard.ts';

/** The address or domain that a request is about. */
export interface Subject {
  readonly address: Address | undefined;
  /** The domain of an address that cannot be parsed; it counts as the domain of the address. */
  readonly addressDomain?: Domain | undefined;
  /** The domain in the path, which overrides the Host's. */
  readonly domain: Domain | undefined;
  /** Whether the Host may be one that the client derived from the domain's mail exchanger. */
  readonly mayBeMxStep: boolean;
  /** Whether the client may have been redirected from the domain to its web site, `www.`. */
  readonly mayBeWebSite?: boolean | undefined;
  /** Further addresses of the same request. */
  readonly others?: readonly Address[] | undefined;
}

export interface Resolved {
  readonly account: Account;
  /** The requested domain; absent if the request names only one of the service's own hosts. */
  readonly domain: Domain | undefined;
  /** The domain that a client on its MX step derived the provider's host name from. */
  readonly hostDomain: Domain | undefined;
  /** Whether the request came to one of the service's own names, not to one that a customer points to it. */
  readonly ownName: boolean;
  /** The further addresses of the subject, in their order, each with its own account. */
  readonly others?: readonly ResolvedAddress[];
  /** Whether the answer can differ for another address of the domain, so that no cache may share it. */
  readonly personal?: true;
  /** The account for documents that are built once for many people, and the login to fill in. */
  readonly shared?: SharedAccount | undefined;
}

export interface ResolvedAddress {
  readonly address: Address;
  readonly account: Account;
}

/** @returns whose settings are meant; those of all addresses, or of none when one of them is not served */
export function resolve(
  subject: Subject,
  host: Host,
  service: Service,
  client: Client = anyClient,
): Awaitable<Result<Resolved>> {
  const { others = [], address } = subject;
  const chosen = andThen(chooseFirst(subject, host, service), (ofDomain) =>
    address === undefined ? ok(ofDomain) : withPerson(ofDomain, address, service, client),
  );
  if (others.length === 0) return chosen;
  const count = others.length + 1;
  return whenReady(chosen, (first) =>
    first.ok ? resolveOthers(first.value, [], others, service, client) : ofAddress(1, count, first),
  );
}

/** The settings of a person in place of those of the domain. A rule of the operator for the address comes first. */
function withPerson(
  resolved: Resolved,
  address: Address,
  { people, addressRules }: Service,
  client: Client,
): Awaitable<Result<Resolved>> {
  const { domain } = address;
  const mayDiffer =
    people !== undefined || addressRules?.cover(domain) === true || composites(resolved.account).has;
  const answered: Resolved = mayDiffer ? { ...resolved, personal: true } : resolved;
  if (people === undefined || addressRules?.find(address) !== undefined) return ok(answered);
  return whenReady(people.find(address, client), (found) => {
    switch (found) {
      case undefined:
        return ok(answered);
      case 'never':
        return notServed;
      case 'unavailable':
        return unavailable;
      case 'rate-limited':
        return tooManyLookUps;
      default: {
        const settings = people.accountOf(resolved.account, found, address);
        return settings ? ok({ ...answered, ...settings }) : unavailable;
      }
    }
  });
}

/** Whether user names are filled with the address; once per account, because it is asked at each request. */
const composites = memoizeByObject(({ incoming, outgoing }: Account) => ({
  has: [...incoming, ...outgoing].some(({ username }) => isComposite(username)),
}));

/** Resolves one address after the other, so that a synchronous directory stays synchronous. */
function resolveOthers(
  first: Resolved,
  done: readonly ResolvedAddress[],
  [address, ...others]: readonly Address[],
  service: Service,
  client: Client,
): Awaitable<Result<Resolved>> {
  if (!address) return ok({ ...first, others: done });
  return whenReady(look(address.domain, address, service), (found) => {
    if (found === 'unavailable') return unavailable;
    const position = done.length + 2;
    const count = position + others.length;
    if (found === undefined || found === 'never') return ofAddress(position, count, notServed);
    const ofDomain: Resolved = { ...first, account: found };
    return whenReady(withPerson(ofDomain, address, service, client), (resolved) => {
      if (!resolved.ok) return ofAddress(position, count, resolved);
      const { account, personal } = resolved.value;
      const before = personal ? { ...first, personal } : first;
      return resolveOthers(before, [...done, { address, account }], others, service, client);
    });
  });
}

/** Tells which of several addresses is not served; other refusals stay as they are. */
const ofAddress = (
  position: number,
  count: number,
  refused: { readonly ok: false; readonly refusal: Refusal },
): Result<Resolved> =>
  refused.refusal.reason === 'domain-not-served'
    ? refuse({ reason: 'address-not-served', position, count })
    : refused;

function chooseFirst(subject: Subject, host: Host, service: Service): Awaitable<Result<Resolved>> {
  const ownName = service.names.has(host.name);
  const asked = subject.address?.domain ?? subject.addressDomain;
  const mxDomain = host.prefixed && ownName ? host.mailDomain : undefined;

  return whenReady(look(asked, subject.address, service), (found) => {
    if (found === 'never') return notServed;
    if (found === 'unavailable') return unavailable;
    if (found) return ok({ account: found, domain: asked, hostDomain: mxDomain, ownName });
    if (asked !== undefined && !subject.mayBeMxStep) return notServed;
    return whenReady(lookNamed(subject, host, service), ({ named, found: foundByHost }) => {
      if (foundByHost === 'never') return notServed;
      if (foundByHost === 'unavailable') return unavailable;
      if (foundByHost) {
        return ok({ account: foundByHost, domain: asked ?? named, hostDomain: asked && named, ownName });
      }
      const { defaultAccount } = service;
      // A domain in the path is the requested one; an MX step goes to a prefixed name.
      const elsewhere = subject.domain !== undefined || (asked !== undefined && !host.prefixed);
      if (!ownName || elsewhere || !defaultAccount) return notServed;
      return ok({ account: defaultAccount, domain: asked, hostDomain: mxDomain, ownName });
    });
  });
}

/** A domain in a path or a Host, and its result. */
interface Named {
  readonly named: Domain | undefined;
  readonly found: Found;
}

/**
 * Many web sites redirect their domain to `www.`, the well-known path of autoconfig included. Such a name means the
 * domain below it, unless it is served itself by an entry of its own.
 */
function lookNamed(subject: Subject, host: Host, service: Service): Awaitable<Named> {
  const named = subject.domain ?? host.mailDomain;
  const itself = () => whenReady(look(named, undefined, service), (found): Named => ({ named, found }));
  const { webSiteOf } = host;
  const mayBeWebSite = subject.mayBeWebSite && subject.domain === undefined;
  if (!mayBeWebSite || webSiteOf === undefined || named === undefined) return itself();
  const { entries, known = service.directory } = service;
  if (entries?.has(named)) return itself();
  return whenReady(look(webSiteOf, undefined, service), (found) => {
    if (found === undefined) return itself();
    const below: Named = { named: webSiteOf, found };
    if (patternsCovering(named).some((pattern) => pattern !== '*' && entries?.has(pattern))) return below;
    return whenReady(known.find(named), (own) => {
      // A store does not tell whether an entry is for this name or a pattern that covers both names.
      const isOwn = own !== undefined && own !== found && own !== 'unavailable';
      return isOwn ? { named, found: own } : below;
    });
  });
}

const look = (
  domain: Domain | undefined,
  address: Address | undefined,
  { directory }: Service,
): Awaitable<Found> => (domain === undefined ? undefined : directory.find(domain, address));

const tooManyLookUps = refuse({ reason: 'too-many-look-ups', retryAfterSeconds: 30 } as const);
const notServed = refuse({ reason: 'domain-not-served' } as const);
/** Clients go on to their next source at once; Retry-After is for proxies and monitors. */
const unavailable = refuse({ reason: 'directory-unavailable', retryAfterSeconds: 30 } as const);
