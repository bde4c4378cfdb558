/**
 * Named parameters of an operator's query: `:address`, `:localpart` and `:domain` become the placeholders of a driver, so
 * that the same text works in all SQL stores. Values are never part of the text.
 */

/** The values of one look-up; a store that is looked up by domain has the domain alone. */
export interface SqlValues {
  readonly domain: string;
  readonly address?: string;
  readonly localpart?: string;
}

type SqlParameter = keyof SqlValues;

/** How a driver writes placeholders: `$1` (PostgreSQL), `?` (MySQL), `?1` (SQLite, D1). */
type PlaceholderStyle = 'dollar' | 'question' | 'numbered';

interface BoundQuery {
  readonly text: string;
  /** The value of each placeholder, in the driver's order. */
  readonly values: (values: SqlValues) => string[];
}

/**
 * @param query with named parameters; without any, each placeholder of the driver's own style is the domain
 * @returns the query as the driver takes it
 */
export function bindParameters(query: string, style: PlaceholderStyle): BoundQuery {
  const parameters: SqlParameter[] = [];
  let anonymous = 0;
  const text = query.replace(tokens[style], (token, name: string | undefined) => {
    if (token === '?' && style === 'question') anonymous++;
    if (name === undefined || !isParameter(name)) return token;
    if (style !== 'question' && parameters.includes(name))
      return placeholder(style, parameters.indexOf(name));
    parameters.push(name);
    return placeholder(style, parameters.length - 1);
  });
  const bound =
    parameters.length > 0 ? parameters : Array.from({ length: Math.max(anonymous, 1) }, domainOnly);
  return { text, values: (values) => bound.map((name) => values[name] ?? '') };
}

/** @returns the named parameters of a query, outside of strings and comments */
export function parametersIn(query: string): ReadonlySet<SqlParameter> {
  const names = [...query.matchAll(tokens.dollar)].map(([, name]) => name ?? '');
  return new Set(names.filter(isParameter));
}

const domainOnly = (): SqlParameter => 'domain';

const isParameter = (name: string): name is SqlParameter => /^(address|localpart|domain)$/.test(name);

function placeholder(style: PlaceholderStyle, at: number): string {
  switch (style) {
    case 'dollar':
      return `$${at + 1}`;
    case 'numbered':
      return `?${at + 1}`;
    case 'question':
      return '?';
  }
}

/** Strings, quoted names, comments and PostgreSQL's casts (`a::text`) are skipped; the group is a parameter's name. */
const tokensWith = (string: string): RegExp =>
  new RegExp(
    [
      string,
      '"(?:[^"]|"")*"',
      '`[^`]*`',
      String.raw`--[^\n]*`,
      String.raw`/\*[\s\S]*?\*/`,
      String.raw`\$(?:[A-Za-z_]\w*)?\$[\s\S]*?\$(?:[A-Za-z_]\w*)?\$`,
      String.raw`::\s*\w+`,
      String.raw`(?<![\w:]):(address|localpart|domain)\b`,
      String.raw`\?`,
    ].join('|'),
    'g',
  );

const standardString = "'(?:[^']|'')*'";
const tokens: Readonly<Record<PlaceholderStyle, RegExp>> = {
  dollar: tokensWith(standardString),
  numbered: tokensWith(standardString),
  // MySQL has backslashes in strings too.
  question: tokensWith(String.raw`'(?:[^'\\]|''|\\[\s\S])*'`),
};
