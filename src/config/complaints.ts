/** Errors in a configuration document: the place and a message for the operator. */

import { distance } from 'fastest-levenshtein';
import type * as z from 'zod/mini';

export interface Complaint {
  /** `providers.example.net.incoming.0.port` */
  readonly path: string;
  /** The same, key by key: keys may hold dots. */
  readonly keys: readonly (string | number)[];
  readonly message: string;
}

export function complaint(keys: readonly (string | number)[], message: string): Complaint {
  return { path: keys.join('.'), keys, message };
}

/** @param keysAt the keys that the schema allows at a place, to suggest the nearest one for a misspelt key */
export function complaintsOf(
  issues: readonly z.core.$ZodIssue[],
  keysAt: (keys: readonly (string | number)[]) => readonly string[],
  above: readonly (string | number)[] = [],
): Complaint[] {
  return issues.flatMap((issue) => {
    const keys = [...above, ...issue.path.map((key) => (typeof key === 'number' ? key : String(key)))];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) =>
          complaint([...keys, key], `is not known here${suggestion(key, keysAt(keys))}`),
        );
      case 'invalid_union':
        if (issue.errors.length === 0 && 'options' in issue && issue.options) {
          const written = discriminatorOf(issue.input, issue.path.at(-1));
          return [complaint(keys, choiceComplaint(issue.options, written))];
        }
        return complaintsOf(likeliest(issue.errors), keysAt, keys);
      case 'invalid_key':
        return complaintsOf(issue.issues, keysAt, keys);
      case 'invalid_value': {
        const sent = typeof issue.input === 'string' ? suggestion(issue.input, issue.values.map(String)) : '';
        return [complaint(keys, `must be ${list(issue.values.map(String))}${sent}`)];
      }
      case 'invalid_type':
        return [
          complaint(
            keys,
            issue.input === undefined
              ? `is missing: ${issue.expected}`
              : `must be ${article(issue.expected)}`,
          ),
        ];
      default:
        return [complaint(keys, issue.message)];
    }
  });
}

/** @returns ` — did you mean "starttls"?`, or nothing when no candidate is near */
export function suggestion(text: string, candidates: readonly string[]): string {
  const [nearest] = candidates
    .map((candidate) => ({ candidate, far: distance(text.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far > 0 && far <= Math.max(2, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.far - b.far);
  return nearest ? `; did you mean "${nearest.candidate}"?` : '';
}

/** @param known the ids of providers */
export const unknownProvider = (id: string, known: readonly string[]): string =>
  `no provider is called "${id}"; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}${suggestion(id, known)}`;

/** For a value with several possible forms: the errors of the form whose type it has. */
function likeliest(forms: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const fitting = forms.find(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  return fitting ?? forms[0] ?? [];
}

/** Of a union whose forms are told apart by one key. */
function choiceComplaint(options: readonly unknown[], written: unknown): string {
  const choices = options.flatMap((option) => (typeof option === 'string' ? [option] : []));
  return `must be ${list(choices)}${typeof written === 'string' ? suggestion(written, choices) : ''}`;
}

/** @returns the value of the key by which the forms are told apart */
const discriminatorOf = (input: unknown, key: PropertyKey | undefined): unknown =>
  typeof input === 'object' && input !== null
    ? Object.entries(input).find(([name]) => name === key)?.[1]
    : input;

const list = (values: readonly string[]): string =>
  values.length === 1 ? `"${values[0]}"` : `one of ${values.map((value) => `"${value}"`).join(', ')}`;

const article = (type: string): string => `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
