/** Certificate authority for tests, made with openssl: a root, an intermediate, and keys of every type. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const keyKinds = {
  'RSA, 2048 bits': ['rsa:2048'],
  'RSA, 3072 bits': ['rsa:3072'],
  'RSA, 4096 bits': ['rsa:4096'],
  'ECDSA, P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'ECDSA, P-384': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
} as const;

export interface Authority {
  readonly folder: string;
  readonly openssl: (...args: readonly string[]) => Buffer;
  readonly read: (name: string) => string;
  /** Makes `NAME.key` and `NAME.pem`, issued by the one between. */
  readonly issue: (name: string, key: readonly string[], options?: IssueOptions) => void;
}

interface IssueOptions {
  readonly days?: number;
  readonly extensions?: string;
  /** What it is signed with, as openssl calls it. */
  readonly hash?: string;
}

interface AuthorityOptions {
  /** How long the one between is good for. */
  readonly days?: number;
  /** What the one between is allowed. */
  readonly extensions?: string;
}

/** @param kind of the keys of the root and the one between */
export function authorityIn(
  folder: string,
  kind: readonly string[] = keyKinds['ECDSA, P-256'],
  { days = 20, extensions = 'basicConstraints=critical,CA:TRUE' }: AuthorityOptions = {},
): Authority {
  const openssl = (...args: readonly string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const signed = (name: string, by: string, days: number, extensions: string, hash = 'sha256'): void => {
    writeFileSync(join(folder, `${name}.ext`), `${extensions}\n`);
    const from = ['-req', '-in', `${name}.csr`, '-CA', `${by}.pem`, '-CAkey', `${by}.key`];
    const as = ['-days', `${days}`, `-${hash}`, '-extfile', `${name}.ext`];
    openssl('x509', ...from, '-out', `${name}.pem`, ...as);
  };
  openssl(
    'req',
    '-x509',
    '-newkey',
    ...kind,
    '-nodes',
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-days',
    '30',
    '-subj',
    '/CN=Root',
  );
  openssl(
    'req',
    '-newkey',
    ...kind,
    '-nodes',
    '-keyout',
    'between.key',
    '-out',
    'between.csr',
    '-subj',
    '/CN=Between',
  );
  signed('between', 'root', days, extensions);
  return {
    folder,
    openssl,
    read,
    issue(name, ofKind, { days = 10, extensions = 'keyUsage=digitalSignature', hash } = {}) {
      openssl(
        'req',
        '-newkey',
        ...ofKind,
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/CN=${name}`,
      );
      signed(name, 'between', days, extensions, hash);
    },
  };
}
