/** OpenLDAP's slapd on a free port, with a tree written here, in a temporary directory. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';

/** The directory of server programs is not on the default PATH. */
const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/usr/local/sbin:/usr/libexec` };

/** Whether there is a slapd at all. */
export const slapdInstalled = spawnSync('slapd', ['-VV'], { env }).status === 0;

/** Who may read everything. */
export const reader = { bindDN: 'cn=facteur,dc=example', password: 'a(p*ss)\\word' } as const;

export interface LdapServer {
  readonly url: string;
  readonly secureUrl: string;
  /** The certificate that a client must trust: of 127.0.0.1, not of localhost. */
  readonly certificate: string;
  readonly start: () => Promise<void>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/**
 * @param ldif the entries, below `dc=example`
 * @param settings more lines of slapd.conf, among those of the whole server
 */
export async function ldapServer(ldif: string, settings = ''): Promise<LdapServer> {
  const directory = mkdtempSync(join(tmpdir(), 'facteur-slapd-'));
  const port = await freePort();
  const securePort = await freePort();
  const file = (name: string): string => join(directory, name);
  run('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-keyout', file('key.pem'), '-out', file('cert.pem'), '-subj', '/CN=facteur test'],
    ...['-addext', 'subjectAltName=IP:127.0.0.1'],
  ]);
  mkdirSync(file('database'));
  writeFileSync(file('slapd.conf'), configuration(directory, settings));
  writeFileSync(file('tree.ldif'), tree(ldif));
  run('slapadd', ['-q', '-f', file('slapd.conf'), '-l', file('tree.ldif')]);

  let child: ChildProcess | undefined;
  const urls = `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${securePort}`;

  const start = async (): Promise<void> => {
    // With -d it stays in the foreground.
    const started = spawn('slapd', ['-d', '0', '-h', urls, '-f', file('slapd.conf')], {
      env,
      stdio: 'ignore',
    });
    child = started;
    for (let tries = 0; tries < 100; tries++) {
      if (await listens(port)) return;
      if (started.exitCode !== null) throw new Error(`slapd stopped with code ${started.exitCode}`);
      await sleep(50);
    }
    throw new Error('slapd does not answer');
  };

  const stop = async (signal: NodeJS.Signals = 'SIGKILL'): Promise<void> => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };

  await start();
  return {
    url: `ldap://127.0.0.1:${port}`,
    secureUrl: `ldaps://127.0.0.1:${securePort}`,
    certificate: file('cert.pem'),
    start,
    stop,
    async remove() {
      await stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Anybody may read but for what lies below `ou=secret`. */
function configuration(directory: string, settings: string): string {
  const text = '1.3.6.1.4.1.1466.115.121.1.15';
  const attributes = ['mailProvider', 'mailImap', 'mailPop3', 'mailSmtp', 'mailUsername'];
  return `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
${attributes
  .map(
    (name, at) => `attributetype ( 2.25.1.${at + 1} NAME '${name}' EQUALITY caseIgnoreMatch SYNTAX ${text} )`,
  )
  .join('\n')}
objectclass ( 2.25.2.1 NAME 'mailDomain' SUP top STRUCTURAL MUST ( uid $ description ) MAY ( cn $ ${attributes.join(' $ ')} ) )
${settings}
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${directory}/cert.pem
TLSCertificateKeyFile ${directory}/key.pem
pidfile ${directory}/slapd.pid
database mdb
suffix dc=example
directory ${directory}/database
dbnosync
index objectClass,description eq
access to dn.subtree="ou=secret,dc=example" by dn.exact="${reader.bindDN}" read by * none
access to attrs=userPassword by anonymous auth by * none
access to * by * read
`;
}

const tree = (ldif: string): string => `dn: dc=example
objectClass: domain
dc: example

dn: cn=facteur,dc=example
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: facteur
userPassword: ${reader.password}

dn: ou=domains,dc=example
objectClass: organizationalUnit
ou: domains

dn: ou=secret,dc=example
objectClass: organizationalUnit
ou: secret

${ldif}`;

function run(command: string, parameters: readonly string[]): void {
  const { status, stderr } = spawnSync(command, parameters, { env, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command}: ${stderr}`);
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
