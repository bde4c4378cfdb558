/** TLS certificate authority with an intermediate, made with openssl in a temporary folder. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Authority {
  /** The root's certificate, for `--ca`. */
  readonly root: string;
  /** Makes a certificate and gives the files of its key, of itself alone, and of itself with what is above it. */
  readonly issue: (file: string, names: readonly string[], days?: number) => Issued;
}

export interface Issued {
  readonly key: string;
  readonly leaf: string;
  readonly chain: string;
}

export function authority(folder: string): Authority {
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): void => {
    execFileSync('openssl', args, { stdio: 'ignore' });
  };
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  const sign = (name: string, by: string, days: number, extensions: string): void => {
    writeFileSync(at(`${name}.ext`), extensions);
    openssl('req', ...key, '-keyout', at(`${name}.key`), '-out', at(`${name}.csr`), '-subj', `/CN=${name}`);
    const signer = ['-CA', at(`${by}.crt`), '-CAkey', at(`${by}.key`), '-CAcreateserial'];
    const what = ['-in', at(`${name}.csr`), '-out', at(`${name}.crt`), '-extfile', at(`${name}.ext`)];
    openssl('x509', '-req', ...what, ...signer, '-days', String(days));
  };
  openssl(
    ...['req', '-x509', ...key, '-keyout', at('root.key'), '-out', at('root.crt')],
    ...['-days', '60', '-subj', '/CN=Test root'],
  );
  sign('between', 'root', 50, 'basicConstraints=critical,CA:TRUE\n');
  return {
    root: at('root.crt'),
    issue(file, names, days = 40) {
      sign(file, 'between', days, `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`);
      const chain = at(`${file}.chain`);
      const both = [`${file}.crt`, 'between.crt'].map((one) => readFileSync(at(one), 'utf8'));
      writeFileSync(chain, both.join(''));
      return { key: at(`${file}.key`), leaf: at(`${file}.crt`), chain };
    },
  };
}
