/** `facteur validate --edge`: what keeps a configuration from being used by a Worker, which has no files. */

import { type Complaint, complaint } from '../../config/complaints.ts';
import { portableStores, workerStores } from '../../directory/stores/options.ts';
import type { LoadedConfig } from '../shared/loaded-config.ts';

interface EdgeFinding {
  readonly severity: 'error' | 'warning';
  readonly complaint: Complaint;
}

/** https://developers.cloudflare.com/workers/platform/limits/: 5 KB for each variable and secret. */
const variableBytes = 5000;

export function edgeFindings({ config, document }: LoadedConfig): readonly EdgeFinding[] {
  const { stores, signing, links } = config;
  const known = Object.keys({ ...workerStores, ...portableStores });
  return [
    ...stores.flatMap((choice, at) =>
      Object.keys(choice)
        .filter((kind) => !known.includes(kind))
        .map((kind) => error(['directories', at], `a Worker has no ${kind}, only ${known.join(', ')}`)),
    ),
    ...Object.entries(signing ?? {}).flatMap(([key, text]) =>
      typeof text === 'string' && !text.includes('-----BEGIN ')
        ? [
            error(
              ['signing', key],
              `is a file, which a Worker cannot read: give it the PEM, ${secretOf(key)}`,
            ),
          ]
        : [],
    ),
    ...(typeof links === 'object' && links.key !== undefined
      ? [error(['links', 'key'], 'is a file, which a Worker cannot read: set the secret FACTEUR_LINKS_KEY')]
      : []),
    ...tooLarge(document),
  ];
}

const secretOf = (key: string): string =>
  key === 'key' ? 'best as the secret FACTEUR_SIGNING_KEY' : 'or set the secret FACTEUR_SIGNING_CERT';

function tooLarge(document: unknown): readonly EdgeFinding[] {
  const bytes = Buffer.byteLength(JSON.stringify(document));
  if (bytes <= variableBytes) return [];
  const message =
    `is ${(bytes / 1000).toFixed(1)} KB of JSON, and a variable or secret of a Worker holds 5: put it into KV ` +
    `(FACTEUR_KV), into Secrets Store, or into ${Math.ceil(bytes / variableBytes)} secrets, FACTEUR_CONFIG_1, …`;
  return [{ severity: 'warning', complaint: complaint([], message) }];
}

const error = (keys: readonly (string | number)[], message: string): EdgeFinding => ({
  severity: 'error',
  complaint: complaint(keys, message),
});
