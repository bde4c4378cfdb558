/** A store whose driver is not installed: drivers are optional peers of the package. */

import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const folder = new URL('../../../../src/directory/stores/node/', import.meta.url);

test.each([
  ['postgres', 'openPostgres', 'pg', 'pg'],
  ['mysql', 'openMysql', 'mysql2/promise', 'mysql2'],
  ['ldap', 'openLdap', 'ldapts', 'ldapts'],
])('%s says how to install it', async (store, open, specifier, driver) => {
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({
      resolve: (name, context, next) => next(name === '${specifier}' ? 'not-installed' : name, context),
    });
    const { ${open} } = await import('${new URL(`${store}.ts`, folder)}');
    await ${open}({ url: '', query: '', connections: 1 }).catch((error) => console.log(error.message));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout).toBe(`the ${store} store needs a driver: npm install ${driver}\n`);
});
