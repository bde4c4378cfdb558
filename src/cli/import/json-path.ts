/** A document that others made, looked into by paths, so that what nobody looked at can be told in the end. */

interface JsonPath {
  /** @param path names with dots between them */
  readonly at: (path: string) => unknown;
  /** @returns the paths of all that was never asked for */
  readonly unread: () => readonly string[];
}

export function jsonPath(value: unknown): JsonPath {
  const asked = new Set<string>();
  return {
    at(path) {
      asked.add(path);
      return path.split('.').reduce<unknown>((found, name) => membersOf(found)?.get(name), value);
    },
    unread: () => leavesOf(value, '').filter((path) => !asked.has(path)),
  };
}

/** Nothing that is read lies deeper; what does is told as a whole. */
const depthLimit = 8;

/** Lists are looked at as a whole. */
function leavesOf(value: unknown, path: string, depth = 0): readonly string[] {
  const members = depth < depthLimit ? membersOf(value) : undefined;
  if (!members) return path === '' ? [] : [path];
  return [...members].flatMap(([name, member]) => {
    // A name with a dot in it is no path.
    const step = name.replaceAll('.', '\\.');
    return leavesOf(member, path === '' ? step : `${path}.${step}`, depth + 1);
  });
}

/** @returns the members of an object; nothing for anything else, lists among it */
export function membersOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? new Map(Object.entries(value))
    : undefined;
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
