/**
 * The address in the query of an autoconfig request, also where the client did not escape it: Nextcloud Mail and
 * FairEmail write `?emailaddress=jo+tag&x@example.org`, other programs forget to fill `%EMAILADDRESS%` in. An answer
 * depends on the domain alone, so an address that cannot be read is no reason to refuse.
 */

import type { Subject } from '../directory/resolve.ts';
import { percentDecoded, rawParameter } from '../http/query.ts';
import { type Domain, parseAddress, parseDomain } from '../model/address.ts';

type SentAddress = Pick<Subject, 'address' | 'addressDomain'>;

const noAddress: SentAddress = { address: undefined };

/** @returns the address, or its domain alone, or neither */
export function sentAddress(search: string): SentAddress {
  const raw = rawParameter(search, 'emailaddress');
  if (!raw) return noAddress;
  const address = decodedAddress(raw.value);
  if (address?.ok) return { address: address.value };
  // An `&` in the local part ends the parameter before its `@`.
  const localPart = upToAt(raw.value) ?? upToAt(raw.value + raw.rest);
  if (localPart === undefined) return noAddress;
  const [domain = ''] = (raw.value + raw.rest).slice(localPart.length).split('&', 1);
  const whole = decodedAddress(localPart + domain);
  return whole?.ok ? { address: whole.value } : { address: undefined, addressDomain: domainIn(domain) };
}

const decodedAddress = (raw: string) => {
  const text = percentDecoded(raw);
  return text === undefined ? undefined : parseAddress(text);
};

function domainIn(raw: string): Domain | undefined {
  const domain = parseDomain(percentDecoded(raw)?.trim() ?? '');
  return domain.ok ? domain.value : undefined;
}

/** @returns the text up to its last at sign, encoded or not */
const upToAt = (raw: string): string | undefined => /^.*(?:@|%40)/s.exec(raw)?.[0];
