/** Splits an address into the values of the placeholders, and fills them in. */

interface AddressParts {
  readonly address: string;
  readonly localPart: string;
  readonly domain: string;
}

export function addressParts(address: string): AddressParts {
  const at = address.lastIndexOf('@');
  return { address, localPart: address.slice(0, at), domain: address.slice(at + 1) };
}

/** Fills all three placeholders of the autoconfig draft, anywhere in the text. */
export function fillPlaceholders(template: string, { address, localPart, domain }: AddressParts): string {
  return template
    .replaceAll('%EMAILADDRESS%', () => address)
    .replaceAll('%EMAILLOCALPART%', () => localPart)
    .replaceAll('%EMAILDOMAIN%', () => domain);
}
