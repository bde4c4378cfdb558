/**
 * Parses the Host header. It decides which domain's settings are requested when no address was sent; half of all clients
 * never send one.
 */

import { type Domain, parseDomain } from '../model/address.ts';
import { boundedMap, getOrCreate } from '../util/memo.ts';

export interface Host {
  /** Lower case, without port and final dot; IPv6 in brackets; empty when the request had none. */
  readonly name: string;
  /** The mail domain that a client derived this name from; absent for IP addresses, `localhost` and invalid names. */
  readonly mailDomain: Domain | undefined;
  /** Whether the name begins with a label that clients put before a mail domain. */
  readonly prefixed: boolean;
  /** The domain whose web site has this name: `example.org` of `www.example.org`. */
  readonly webSiteOf?: Domain | undefined;
}

/** Labels that clients put before a mail domain. */
const prefix = /^(?:autoconfig|autodiscover|ua-auto-config|mta-sts)\.(?=.+\.)/;
const port = /:\d*$/;

/**
 * @param header the Host header, or the host of the URL: any letter case, with port, final dot or brackets
 */
export function parseHost(header: string): Host {
  if (header.length > hostLimitCharacters) return unknownHost;
  return getOrCreate(hosts, header, hostOf);
}

/** The longest name, with its final dot and a port (RFC 1035 §2.3.4). */
export const hostLimitCharacters = 253 + '.:65535'.length;
const unknownHost: Host = { name: '', mailDomain: undefined, prefixed: false };

/** A cache: a server gets few different hosts. */
const hosts = boundedMap<Host>(1000);

function hostOf(header: string): Host {
  const name = literalOf(header.trim().toLowerCase().replace(port, '').replace(/\.$/, ''));
  const stripped = name.replace(prefix, '');
  return {
    name,
    mailDomain: mailDomainOf(stripped),
    prefixed: stripped !== name,
    webSiteOf: name.startsWith('www.') ? mailDomainOf(name.slice('www.'.length)) : undefined,
  };
}

function mailDomainOf(name: string): Domain | undefined {
  const domain = parseDomain(name);
  return domain.ok && domain.value.includes('.') ? domain.value : undefined;
}

/** An IPv6 address has many spellings; the URL parser writes the canonical one (RFC 5952). */
function literalOf(name: string): string {
  return name.startsWith('[') && URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : name;
}
