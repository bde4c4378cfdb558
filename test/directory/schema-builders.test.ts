/** Schemas that are built when a value is read by them, which keeps the Worker's cold start short. */

import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod/mini';
import { deferred, optional } from '../../src/directory/schema-builders.ts';

describe('a deferred schema below an optional key', () => {
  const build = vi.fn(() => z.strictObject({ port: z.int() }));
  const schema = z.strictObject({ name: z.string(), section: optional(deferred(build), 'A section') });

  test('is not built for a value that is missing', () => {
    expect(schema.parse({ name: 'a' })).toEqual({ name: 'a' });
    expect(build).not.toHaveBeenCalled();
  });

  test('is built once for a value that is there, and checks it', () => {
    expect(schema.parse({ name: 'a', section: { port: 1 } })).toEqual({ name: 'a', section: { port: 1 } });
    expect(schema.safeParse({ name: 'a', section: { port: 'x' } }).error?.issues).toMatchObject([
      { path: ['section', 'port'] },
    ]);
    expect(build).toHaveBeenCalledOnce();
  });

  test('is part of the JSON schema, and not required there', () => {
    expect(z.toJSONSchema(schema)).toMatchObject({
      required: ['name'],
      properties: { section: { description: 'A section', properties: { port: { type: 'integer' } } } },
    });
  });
});
