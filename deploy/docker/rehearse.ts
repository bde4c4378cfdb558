/**
 * Runs the Dockerfile without Docker, in clean folders: each stage is a folder, COPY copies, RUN runs, and the last
 * stage is started in a chroot with only Node, its libraries and the copied files, read-only and as the image's user.
 * Needs root for chroot.
 *
 *     node deploy/docker/rehearse.ts FOLDER      keeps the stages in FOLDER for inspection
 */

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { execForm, pairsIn, readDockerfile, type Stage } from './dockerfile.ts';

export interface Rehearsed {
  /** The folder with the image's file system. */
  readonly root: string;
  /** Runs a command in the image: as its user, in its folder, in the chroot, read-only. */
  readonly inImage: (words: readonly string[]) => readonly string[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Size of the copied files, and with Node and its libraries. */
  readonly bytes: { readonly copied: number; readonly image: number };
}

/** The path of Node in distroless. */
const nodeInImage = '/nodejs/bin/node';

/**
 * @param context the repository
 * @param folder empty
 * @throws when a step fails, with its output
 */
export function rehearse(context: string, folder: string): Rehearsed {
  const stages = readDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'));
  const roots = new Map<string, string>();
  for (const [index, stage] of stages.entries()) {
    const root = join(folder, stage.name || String(index));
    mkdirSync(root);
    build(stage, root, (name) => (name === undefined ? context : (roots.get(name) ?? context)));
    roots.set(stage.name || String(index), root);
  }
  const last = stages.at(-1);
  const root = [...roots.values()].at(-1);
  if (!last || root === undefined) throw new Error('there is no stage');
  const copied = bytesIn(root);
  addNode(root);
  return { root, ...configurationOf(last, root), bytes: { copied, image: bytesIn(root) } };
}

function build({ instructions }: Stage, root: string, sourceOf: (stage?: string) => string): void {
  let folder = '/';
  const inRoot = (path: string): string => join(root, path.startsWith('/') ? path : join(folder, path));
  for (const { name, flags, rest } of instructions) {
    if (name === 'WORKDIR') {
      folder = rest;
      mkdirSync(inRoot(rest), { recursive: true });
    } else if (name === 'COPY') {
      const words = rest.split(/\s+/);
      const target = words.pop() ?? '';
      for (const word of words) {
        const to = target.endsWith('/') ? join(inRoot(target), basename(word)) : inRoot(target);
        mkdirSync(dirname(to), { recursive: true });
        cpSync(join(sourceOf(flags['from']), word), to, { recursive: true });
      }
    } else if (name === 'RUN') {
      // Hides our own node_modules.
      const path = [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':');
      execFileSync('/bin/sh', ['-ec', rest], {
        cwd: inRoot('.'),
        env: { ...process.env, PATH: path, npm_config_prefer_offline: 'true' },
        stdio: ['ignore', 'ignore', 'pipe'],
      });
    }
  }
}

function configurationOf({ instructions }: Stage, root: string) {
  const last = (name: string): string => instructions.findLast((one) => one.name === name)?.rest ?? '';
  const [uid = '', gid = uid] = last('USER').split(':');
  const script = [
    // A read-only root, and /proc as in a container.
    'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && mount -t proc proc "$0/proc"',
    `exec chroot --userspec=${uid}:${gid} "$0" "$@"`,
  ].join(' && ');
  return {
    inImage: (words: readonly string[]) => ['unshare', '--mount', 'sh', '-ec', script, root, ...words],
    entrypoint: execForm(last('ENTRYPOINT')) ?? [],
    command: execForm(last('CMD')) ?? [],
    healthcheck: execForm(last('HEALTHCHECK').replace(/^CMD\s+/, '')) ?? [],
    environment: pairsIn(
      instructions
        .filter(({ name }) => name === 'ENV')
        .map(({ rest }) => rest)
        .join(' '),
    ),
  };
}

/** Imitates the base image of the last stage: Node and the libraries that it is linked to. */
function addNode(root: string): void {
  const linked = execFileSync('ldd', [process.execPath], { encoding: 'utf8' });
  for (const [, library = ''] of linked.matchAll(/(\/\S+) \(0x/g)) {
    copy(library, join(root, library));
  }
  copy(process.execPath, join(root, nodeInImage));
  mkdirSync(join(root, 'proc'), { recursive: true });
  mkdirSync(join(root, 'etc'), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), 'nonroot:x:65532:65532::/home/nonroot:/sbin/nologin\n');
}

function copy(file: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(file, to);
}

function bytesIn(folder: string): number {
  return Number(execFileSync('du', ['-sb', folder], { encoding: 'utf8' }).split('\t')[0]);
}

if (import.meta.main) {
  const [folder = ''] = process.argv.slice(2);
  mkdirSync(folder, { recursive: true });
  const { root, bytes } = rehearse(join(import.meta.dirname, '../..'), folder);
  const megabytes = (count: number): string => (count / 1e6).toFixed(1);
  process.stdout.write(
    `${root}: ${megabytes(bytes.copied)} MB of our own, ${megabytes(bytes.image)} MB with Node and its libraries\n`,
  );
}
