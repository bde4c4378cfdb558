/** Reads a JSON value by paths, and lists the paths that were never read. */

interface JsonPath {
  /** @param path names separated by dots */
  readonly at: (path: string) => unknown;
  /** @returns the paths that were never read */
  readonly unread: () => readonly string[];
}

export function jsonPath(value: unknown): JsonPath {
  const read = new Set<string>();
  return {
    at(path) {
      read.add(path);
      return path.split('.').reduce<unknown>((found, name) => membersOf(found)?.get(name), value);
    },
    unread: () => leavesOf(value, '').filter((path) => !read.has(path)),
  };
}

/** No importer reads deeper; values below are listed as a whole. */
const depthLimit = 8;

/** Lists count as one value. */
function leavesOf(value: unknown, path: string, depth = 0): readonly string[] {
  const members = depth < depthLimit ? membersOf(value) : undefined;
  if (!members) return path === '' ? [] : [path];
  return [...members].flatMap(([name, member]) => {
    // A dot in a name does not separate.
    const step = name.replaceAll('.', '\\.');
    return leavesOf(member, path === '' ? step : `${path}.${step}`, depth + 1);
  });
}

/** @returns the members of an object; undefined for anything else, also for lists */
export function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
