/** Starts Dovecot and Postfix on free local ports, with their files in a temporary folder. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Issued } from '../crypto/tls-authority.ts';
import { freePort } from './knot-server.ts';

const env = { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` };
const has = (program: string): boolean => spawnSync('which', [program], { env }).status === 0;

/** Both give up root's rights for users of their own, and so have to begin with them. */
export const mailProgramsInstalled =
  ['dovecot', 'postfix', 'openssl'].every(has) &&
  ['imap-login', 'pop3-login'].every((one) => existsSync(`/usr/lib/dovecot/${one}`)) &&
  process.getuid?.() === 0;

/** Neither takes who comes from its own address for a stranger: this is another of the same machine. */
export const mailAddress = '127.0.0.2';

export interface Running<Ports extends string> {
  readonly ports: Readonly<Record<Ports, number>>;
  /** What it has written into its log, should it have ended by itself. */
  readonly lastWords: () => string | undefined;
  readonly stop: () => Promise<void>;
}

export type DovecotPort = 'imap' | 'imaps' | 'pop3' | 'pop3s';

/** @param more lines of its configuration that come last */
export async function dovecot(
  folder: string,
  certificate: Issued,
  more = '',
): Promise<Running<DovecotPort> & { readonly authSocket: string }> {
  const ports = {
    imap: await freePort(),
    imaps: await freePort(),
    pop3: await freePort(),
    pop3s: await freePort(),
  };
  open(folder);
  const authSocket = join(folder, 'auth');
  const file = join(folder, 'dovecot.conf');
  const login = (protocol: 'imap' | 'pop3'): string => `service ${protocol}-login {
  inet_listener ${protocol} {
    port = ${ports[protocol]}
  }
  inet_listener ${protocol}s {
    port = ${ports[`${protocol}s`]}
    ssl = yes
  }
}
`;
  writeFileSync(
    file,
    `base_dir = ${join(folder, 'run')}
state_dir = ${join(folder, 'run')}
log_path = ${join(folder, 'dovecot.log')}
listen = ${mailAddress}
protocols = imap pop3
ssl = yes
ssl_cert = <${certificate.chain}
ssl_key = <${certificate.key}
auth_mechanisms = plain login
mail_location = maildir:${join(folder, 'mail')}
passdb {
  driver = passwd-file
  args = ${join(folder, 'nobody')}
}
userdb {
  driver = static
  args = uid=65534 gid=65534 home=${folder}
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
service auth {
  unix_listener ${authSocket} {
    mode = 0666
  }
}
${login('imap')}${login('pop3')}${more}
`,
  );
  writeFileSync(join(folder, 'nobody'), '');
  mkdirSync(join(folder, 'run'));
  const child = spawn('dovecot', ['-F', '-c', file], { env, stdio: 'ignore' });
  const log = join(folder, 'dovecot.log');
  await listening(child, Object.values(ports), log);
  return { ports, authSocket, lastWords: () => lastWords(child, log), stop: () => end(child) };
}

/** `relay` is for other servers' mail: no logging in. `bare` has no TLS. */
export type PostfixPort = 'submission' | 'submissions' | 'relay' | 'bare';

export async function postfix(
  folder: string,
  certificate: Issued,
  authSocket: string,
): Promise<Running<PostfixPort>> {
  const ports = {
    submission: await freePort(),
    submissions: await freePort(),
    relay: await freePort(),
    bare: await freePort(),
  };
  open(folder);
  const [conf, queue, data, log] = ['conf', 'queue', 'data', 'postfix.log'].map((name) => join(folder, name));
  if (!conf || !queue || !data || !log) throw new Error('no folders');
  for (const one of [conf, queue, data]) mkdirSync(one);
  const owner = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postfix'], { encoding: 'utf8' }).stdout);
  chownSync(data, owner('-u'), owner('-g'));
  writeFileSync(
    join(conf, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${data}
maillog_file = ${log}
maillog_file_prefixes = ${folder}
myhostname = smtp.example.net
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks_style = host
alias_maps =
alias_database =
smtpd_tls_chain_files = ${certificate.key}, ${certificate.chain}
smtpd_tls_security_level = may
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${authSocket}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_sasl_security_options = noanonymous
`,
  );
  const smtpd = (port: number, ...options: readonly string[]): string =>
    `${mailAddress}:${port} inet n - n - - smtpd${options.map((option) => ` -o ${option}`).join('')}\n`;
  writeFileSync(
    join(conf, 'master.cf'),
    smtpd(ports.submission, 'smtpd_sasl_auth_enable=yes') +
      smtpd(ports.submissions, 'smtpd_sasl_auth_enable=yes', 'smtpd_tls_wrappermode=yes') +
      smtpd(ports.relay) +
      smtpd(
        ports.bare,
        'smtpd_tls_security_level=none',
        'smtpd_sasl_auth_enable=yes',
        'smtpd_tls_auth_only=no',
      ) +
      `cleanup unix n - n - 0 cleanup
rewrite unix - - n - - trivial-rewrite
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
`,
  );
  // It writes the log's beginning before postlogd is there.
  const child = spawn('postfix', ['-c', conf, 'start-fg'], { env, stdio: 'ignore', detached: true });
  await listening(child, Object.values(ports), log);
  return {
    ports,
    lastWords: () => lastWords(child, log),
    async stop() {
      spawnSync('postfix', ['-c', conf, 'stop'], { env, stdio: 'ignore' });
      await end(child);
    },
  };
}

/** Their unprivileged processes have to get through to what lies in a folder, and to its neighbours'. */
const open = (folder: string): void => {
  for (const one of [folder, dirname(folder)]) chmodSync(one, 0o755);
};

async function listening(child: ChildProcess, ports: readonly number[], log: string): Promise<void> {
  for (const port of ports) {
    for (let tries = 0; !(await answers(port)); tries++) {
      if (child.exitCode !== null || tries === 200) {
        await end(child);
        throw new Error(`it does not start: ${said(log)}`);
      }
      await sleep(50);
    }
  }
}

const lastWords = (child: ChildProcess, log: string): string | undefined =>
  child.exitCode === null && child.signalCode === null ? undefined : said(log);

const said = (log: string): string => {
  try {
    return readFileSync(log, 'utf8');
  } catch {
    return 'it left no log';
  }
};

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: mailAddress, port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill();
  await exited;
}
