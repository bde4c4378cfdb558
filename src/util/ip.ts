/**
 * IP addresses, and the network that an address belongs to for limits: an IPv4 address alone, and the /64 of an IPv6
 * address, because a household gets at least that (RFC 6177).
 */

/**
 * @param text an address as a socket or a proxy writes it: with a port, in brackets, with a zone, or IPv4 within IPv6
 * @returns the address in its canonical form (RFC 5952), or nothing when it is not an address
 */
export function parseIp(text: string): string | undefined {
  const [, bracketed, plain = ''] = /^(?:\[([^\]]*)\](?::\d{1,5})?|(.*))$/s.exec(text.trim()) ?? [];
  // A port follows an IPv4 address only: an IPv6 address without brackets has colons of its own.
  const ip = bracketed ?? plain.replace(/^([\d.]+):\d{1,5}$/, '$1');
  if (ipv4.test(ip)) return ip;
  const withoutZone = ip.replace(/%.*$/s, '');
  if (!withoutZone.includes(':') || !/^[\da-fA-F:.]+$/.test(withoutZone)) return undefined;
  if (!URL.canParse(`http://[${withoutZone}]`)) return undefined;
  const canonical = new URL(`http://[${withoutZone}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(canonical) ?? [];
  return high === undefined || low === undefined ? canonical : dotted(high, low);
}

/** @param ip in the form that `parseIp` returns */
export function networkOf(ip: string): string {
  if (!ip.includes(':')) return ip;
  return `${groupsOf(ip).slice(0, 4).join(':')}::/64`;
}

/** @returns the eight groups of an IPv6 address */
function groupsOf(ip: string): readonly string[] {
  const [before = '', after] = ip.split('::');
  const left = before === '' ? [] : before.split(':');
  const right = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array.from({ length: zeros }, () => '0'), ...right];
}

/**
 * @param ip in the form that `parseIp` returns
 * @param networks addresses and CIDR, valid by the configuration's schema
 */
export function isInNetworks(ip: string, networks: readonly string[]): boolean {
  const bits = bitsOf(ip);
  return networks.some((network) => {
    const [base = '', length] = network.split('/');
    const canonical = parseIp(base);
    const prefix = canonical === undefined ? '' : bitsOf(canonical);
    return prefix.length === bits.length && sharesBits(bits, prefix, Number(length ?? bits.length));
  });
}

const sharesBits = (one: string, other: string, count: number): boolean =>
  one.slice(0, count) === other.slice(0, count);

/** @returns 32 or 128 characters, `0` and `1` */
function bitsOf(ip: string): string {
  const isIpv4 = !ip.includes(':');
  const groups = isIpv4
    ? ip.split('.').map((group) => Number.parseInt(group, 10))
    : groupsOf(ip).map((group) => Number.parseInt(group, 16));
  return groups.map((group) => group.toString(2).padStart(isIpv4 ? 8 : 16, '0')).join('');
}

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

function dotted(...groups: readonly string[]): string {
  return groups
    .map((group) => Number.parseInt(group, 16))
    .flatMap((group) => [group >> 8, group & 0xff])
    .join('.');
}
