/** The typed address in the parts that placeholders stand for. */

export interface Parts {
  readonly address: string;
  readonly localPart: string;
  readonly domain: string;
}

export function partsOf(address: string): Parts {
  const at = address.lastIndexOf('@');
  return { address, localPart: address.slice(0, at), domain: address.slice(at + 1) };
}

/** All three placeholders of the autoconfig draft, wherever they stand. */
export function fill(template: string, { address, localPart, domain }: Parts): string {
  return template
    .replaceAll('%EMAILADDRESS%', () => address)
    .replaceAll('%EMAILLOCALPART%', () => localPart)
    .replaceAll('%EMAILDOMAIN%', () => domain);
}
