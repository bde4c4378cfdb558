/** Matches a path against a table of routes. */

import type { DialectName } from '../routes.ts';
import type { AnyDialect } from './dialect.ts';
import { dialects } from './index.ts';

/**
 * Routes by any key, as in routes.ts. An application that mounts facteur adds its own:
 * `facteur(config, { routes: { ...routes, mine: { path: '/mine.json', dialect: myDialect } } })`.
 */
export type RouteTable = Readonly<Record<string, RouteEntry>>;

export interface RouteEntry {
  /** Lower case; a path that ends in `/`, except `/` itself, takes the rest of the request path as its argument. */
  readonly path: string;
  /** The name of a dialect that ships, or a dialect of the application. */
  readonly dialect: DialectName | 'health' | AnyDialect;
}

/** A route that matched. */
export interface Route {
  readonly dialect: AnyDialect | 'health';
  /** The route's own path. */
  readonly path: string;
  /** The request path after a route that ends in `/`, in its original letter case. */
  readonly rest: string;
}

/** @returns a function from a percent-decoded path to its route; letter case does not matter */
export function routeMatcher(table: RouteTable): (path: string) => Route | undefined {
  const exact = new Map<string, AnyDialect | 'health'>();
  const withArgument: { readonly prefix: string; readonly dialect: AnyDialect | 'health' }[] = [];
  for (const { path, dialect: named } of Object.values(table)) {
    const dialect = typeof named !== 'string' ? named : named === 'health' ? named : dialects[named];
    if (path.endsWith('/') && path !== '/') withArgument.push({ prefix: path.toLowerCase(), dialect });
    else exact.set(path.toLowerCase(), dialect);
  }
  return (given) => {
    // Outlook uses three spellings of Autodiscover's path, and all mean the same resource.
    const path = given.toLowerCase();
    const dialect = exact.get(path);
    if (dialect) return { dialect, path, rest: '' };
    const open = withArgument.find(({ prefix }) => path.startsWith(prefix) && path.length > prefix.length);
    return open && { dialect: open.dialect, path: open.prefix, rest: given.slice(open.prefix.length) };
  };
}
