/** The keys that the JSON Schema allows at a place of the document, to suggest one for a misspelt key. */

import * as z from 'zod/mini';
import { configSchema } from '../../config/schema.ts';

const jsonSchema = () => z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });

/** The text of schema.json. */
export const schemaFile = (): string =>
  `${JSON.stringify({ title: 'facteur configuration', ...jsonSchema() }, null, 2)}\n`;

export function schemaKeysAt(keys: readonly (string | number)[]): readonly string[] {
  const schemas = keys.reduce<readonly unknown[]>(
    (at, key) => at.flatMap((schema) => below(schema, key)),
    [jsonSchema()],
  );
  return schemas.flatMap(alternatives).flatMap((schema) => Object.keys(record(record(schema)['properties'])));
}

function below(schema: unknown, key: string | number): readonly unknown[] {
  return alternatives(schema).flatMap((one) => {
    const { properties, additionalProperties, items } = record(one);
    const property = record(properties)[key];
    return [property, typeof key === 'number' ? items : additionalProperties].filter(
      (found) => found !== undefined,
    );
  });
}

function alternatives(schema: unknown): readonly unknown[] {
  const { anyOf, oneOf } = record(schema);
  const forms = anyOf ?? oneOf;
  return Array.isArray(forms) ? forms.flatMap(alternatives) : [schema];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
