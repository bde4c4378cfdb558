/** RDATA in the presentation format of RFC 1035 §5.1. Escaping for zone files is done only here. */

import type { RecordData } from '../model/dns-record.ts';

/** RFC 1035 §3.3: the maximum length of a character-string. */
const characterStringOctets = 255;

/** @returns a record's data; names are absolute, with a final dot */
export function rdataOf(record: RecordData): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return record.address;
    case 'CNAME':
      return absoluteName(record.target);
    case 'SRV':
      return `${record.priority} ${record.weight} ${record.port} ${absoluteName(record.target)}`;
    case 'TXT':
      return characterStrings(record.text);
    default:
      return record satisfies never;
  }
}

export const absoluteName = (name: string): string => (name === '.' ? name : `${name}.`);

/** @returns one or more quoted character-strings of printable ASCII */
export function characterStrings(text: string): string {
  const octets = new TextEncoder().encode(text);
  const count = Math.max(1, Math.ceil(octets.length / characterStringOctets));
  return Array.from({ length: count }, (_, at) =>
    octets.slice(at * characterStringOctets, (at + 1) * characterStringOctets),
  )
    .map((string) => `"${Array.from(string, escapeOctet).join('')}"`)
    .join(' ');
}

function escapeOctet(octet: number): string {
  const character = String.fromCharCode(octet);
  if (character === '"' || character === '\\') return `\\${character}`;
  return octet >= 0x20 && octet <= 0x7e ? character : `\\${String(octet).padStart(3, '0')}`;
}
