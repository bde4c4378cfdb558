/**
 * Patterns of domains: one domain, all domains below it (`*.example.org`), or all domains (`*`). If several patterns
 * cover a domain, the most exact one counts.
 */

import { type Domain, parseDomain } from '../model/address.ts';
import { ok, type Result } from '../model/result.ts';
import { inUnicode } from '../model/u-labels.ts';

/** The key of an entry. */
export type Pattern = Domain | `*.${Domain}` | '*';

/** @param text a domain in any of its forms, `*.` and a domain, or `*` */
export function parsePattern(text: string): Result<Pattern> {
  if (text === '*') return ok(text);
  if (!text.startsWith('*.')) return parseDomain(text);
  const parent = parseDomain(text.slice('*.'.length));
  return parent.ok ? ok<Pattern>(`*.${parent.value}`) : parent;
}

/** @returns every pattern that covers the domain, the most exact first: at most 129, as it has at most 127 labels */
export function patternsCovering(domain: Domain): readonly [Domain, ...string[]] {
  const above: string[] = [];
  for (let dot = domain.indexOf('.'); dot !== -1; dot = domain.indexOf('.', dot + 1)) {
    above.push(`*${domain.slice(dot)}`);
  }
  return [domain, ...above, '*'];
}

/** @returns the same for a table that people write: each pattern also with its names in their own script */
export function spellingsCovering(domain: Domain): readonly [Domain, ...string[]] {
  const unicode = inUnicode(domain);
  const [exact, ...above] = patternsCovering(domain);
  if (unicode === undefined) return [exact, ...above];
  const labels = unicode.split('.');
  const spelt = above.flatMap((pattern, at) => {
    const other = ['*', ...labels.slice(at + 1)].join('.');
    return other === pattern ? [pattern] : [pattern, other];
  });
  return [exact, unicode, ...spelt];
}
