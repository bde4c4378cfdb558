/** Reads the vectors: requests as real clients send them, with the expected results. See vectors/README.md. */

import type { WorldName } from './world.ts';

export interface Vector {
  readonly name: string;
  readonly story: string;
  readonly world: WorldName;
  readonly request: {
    readonly url: string;
    readonly init: {
      readonly method: string;
      readonly headers: Headers;
      readonly body?: Uint8Array<ArrayBuffer>;
    };
  };
  readonly expect: {
    readonly status: number;
    readonly location?: string | undefined;
    readonly allow?: string | undefined;
    readonly error?: string | undefined;
  };
  /** The client that must be able to read the answer. */
  readonly reader: string | undefined;
  readonly address: string | undefined;
  readonly golden: string | undefined;
}

const keys = [
  'client',
  'source',
  'story',
  'world',
  'scheme',
  'expect',
  'location',
  'allow',
  'error',
  'reader',
  'address',
  'encoding',
  'golden',
] as const;
type Key = (typeof keys)[number];

/** @throws when the file is not what vectors/README.md says, so that a misspelt key cannot pass unnoticed */
export function parseVector(name: string, text: string): Vector {
  const about = new Map<Key, string>();
  let at = 0;
  for (; text.startsWith('#', at); at = text.indexOf('\n', at) + 1) {
    const line = text.slice(at, text.indexOf('\n', at));
    const [, key, value] = /^# ([a-z]+): (.+)$/.exec(line) ?? [];
    const known = keys.find((candidate) => candidate === key);
    if (!known || value === undefined) throw new Error(`${name}: ${line}`);
    about.set(known, value);
  }
  for (const key of ['client', 'source', 'story', 'world', 'expect'] as const) {
    if (!about.has(key)) throw new Error(`${name} has no ${key}`);
  }
  const { method, path, headers, body } = parseRequest(name, text.slice(at));
  const scheme = about.get('scheme') ?? 'https';
  return {
    name,
    story: about.get('story') ?? '',
    world: worldOf(name, about.get('world')),
    request: {
      url: `${scheme}://${headers.get('host')}${path}`,
      init:
        body === '' ? { method, headers } : { method, headers, body: encode(body, about.get('encoding')) },
    },
    expect: {
      status: Number(about.get('expect')),
      location: about.get('location'),
      allow: about.get('allow'),
      error: about.get('error'),
    },
    reader: about.get('reader'),
    address: about.get('address'),
    golden: about.get('golden'),
  };
}

function parseRequest(name: string, text: string) {
  const end = text.indexOf('\n\n');
  const head = end === -1 ? text.trimEnd() : text.slice(0, end);
  const [requestLine = '', ...fields] = head.split('\n');
  const [, method, path] = /^([A-Z]+) (\S+) HTTP\/1\.[01]$/.exec(requestLine) ?? [];
  if (method === undefined || path === undefined) throw new Error(`${name}: ${requestLine}`);
  const headers = new Headers();
  for (const field of fields) {
    const colon = field.indexOf(':');
    headers.append(field.slice(0, colon), field.slice(colon + 1).trim());
  }
  return { method, path, headers, body: end === -1 ? '' : text.slice(end + 2) };
}

function worldOf(name: string, world: string | undefined): WorldName {
  if (world === 'ovh' || world === 'example' || world === 'services' || world === 'exchange') return world;
  throw new Error(`${name}: there is no world ${world}`);
}

function encode(text: string, encoding = 'utf-8'): Uint8Array<ArrayBuffer> {
  if (encoding === 'utf-8') return new TextEncoder().encode(text);
  if (encoding === 'utf-8-bom') return new TextEncoder().encode(`\ufeff${text}`);
  const bytes = new Uint8Array(2 * text.length + 2);
  const view = new DataView(bytes.buffer);
  for (const [at, character] of [...`\ufeff${text}`].entries()) {
    view.setUint16(2 * at, character.charCodeAt(0), encoding === 'utf-16le');
  }
  return bytes;
}
