/**
 * `npm run bench:memory`: the heap of a cache with 100,000 domains of a store after one request for each,
 * for each form of a row. Prints one line for each form, in MB.
 */

import process from 'node:process';
import { facteur, readConfig } from '../src/index.ts';
import { openStores } from '../src/runtime/open-stores.ts';

const domains = Number(process.env['DOMAINS'] ?? 100_000);

/** A driver makes new strings for each row. */
const forms = {
  'a provider alone': () => JSON.stringify({ provider: 'example.net' }),
  'equal changes': () => JSON.stringify({ provider: 'example.net', imap: 'mail.%EMAILDOMAIN%' }),
  'changes of its own': (domain: string) =>
    JSON.stringify({ provider: 'example.net', imap: `mail.${domain}`, smtp: `smtp.${domain}` }),
} as const;

const { gc } = globalThis;
if (!gc) throw new Error('start it by npm run bench:memory, or with --expose-gc');
const heap = (): number => {
  gc();
  gc();
  return process.memoryUsage().heapUsed / 1e6;
};

for (const [form, row] of Object.entries(forms)) {
  const ask = await app(row);
  await ask('first.example', '/mail/config-v1.1.xml');
  const before = heap();
  for (let number = 0; number < domains; number++) {
    const domain = `customer-${number}.example`;
    await ask(domain, '/mail/config-v1.1.xml');
    if (number % 10 === 0) await ask(domain, '/profile.mobileconfig');
  }
  const megabytes = heap() - before;
  // It is used once more, so that nothing of it was garbage before.
  await ask('last.example', '/mail/config-v1.1.xml');
  process.stdout.write(`${form}: ${megabytes.toFixed(1)} MB for ${domains} domains\n`);
}

async function app(row: (domain: string) => string) {
  const config = readConfig({
    directories: [{ http: { url: 'https://directory.example/%EMAILDOMAIN%' } }],
    providers: {
      'example.net': {
        name: 'Example Mail',
        shortName: 'Example',
        incoming: ['imaps://imap.example.net', 'pop3s://pop.example.net'],
        outgoing: ['smtps://smtp.example.net'],
      },
    },
  });
  if (!config.ok) throw new Error(JSON.stringify(config.refusal));
  const opened = await openStores(
    config.value,
    () => ({ name: 'rows', find: async (domain) => JSON.parse(row(domain)) }),
    {
      nowMilliseconds: () => Date.now(),
      timeout: () => ({ expired: new Promise(() => {}), cancel: () => {} }),
      later: () => {},
      log: () => {},
    },
  );
  const served = facteur(opened.config);
  return async (domain: string, path: string): Promise<void> => {
    const answer = await served.request(`https://autoconfig.${domain}${path}?emailaddress=jo@${domain}`);
    if (answer.status !== 200) throw new Error(`${path} is answered by ${answer.status}`);
    await answer.text();
  };
}
