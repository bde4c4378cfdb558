/**
 * What the schemas need besides zod/mini: descriptions for schema.json, and fields with a parser of their own.
 *
 * The schemas use zod/mini, because zod's classic API makes the Worker 17 KB gzip larger and its cold start slower
 * (docs/decisions.md).
 */

import { en } from 'zod/locales';
import * as z from 'zod/mini';
import type { Result } from '../model/result.ts';

// The simple schemas are built once and shared, because each one that is built takes its time from the cold start.
export const anyText = z.string();
export const number = z.number();
export const integer = z.int();

/** zod's English messages, for `safeParse`: zod/mini by itself says "Invalid input" to everything. */
export const inEnglish = { error: en().localeError } as const;

/**
 * Sets the description of a key in schema.json. It belongs to this very schema, so a field that is used at several
 * places is wrapped first, by `optional` or `withDefault`.
 */
export function described<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  z.globalRegistry.add(schema, { description });
  return schema;
}

/**
 * A schema that is built when a value is read by it. `z.lazy` is built for a missing value as well when it is below
 * `z.optional`, which asks it for a default; this one has none.
 *
 * @param make returns a schema without a default
 */
export function deferred<Schema extends z.ZodMiniType>(make: () => Schema): z.ZodMiniLazy<Schema> {
  const schema = z.lazy(make);
  Object.defineProperty(schema._zod, 'optin', { value: undefined });
  return schema;
}

export const optional = <Field extends z.ZodMiniType>(field: Field, description: string) =>
  described(z.optional(field), description);

/** @param value in place of a missing one, as the field would return it */
export const withDefault = <Field extends z.ZodMiniType>(
  field: Field,
  value: z.util.NoUndefined<z.output<Field>>,
  description: string,
) => described(z._default(field, value), description);

/**
 * A field with a syntax of its own.
 *
 * @param schema for what is written
 * @param parse returns what is meant, or the complaint
 */
export const parsed = <Written extends z.ZodMiniType, Meant>(
  schema: Written,
  parse: (written: z.output<Written>) => Result<Meant, string>,
) =>
  z.pipe(
    schema,
    z.transform((written: z.output<Written>, context): Meant => {
      const result = parse(written);
      if (result.ok) return result.value;
      context.issues.push({ code: 'custom', message: result.refusal, input: written });
      return z.NEVER;
    }),
  );
