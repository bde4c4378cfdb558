/** Parsed profiles for tests: the whole profile, and its payloads by type. */

import { type Dictionary, type PlistValue, parsePlist } from '../../src/check/parsers/plist.ts';
import type { ConfigDocument, ProviderDocument } from '../../src/index.ts';
import { appOf, bodyOf } from './world.ts';

export interface ProfileParts {
  readonly profile: Dictionary;
  readonly payloads: readonly Dictionary[];
}

export function partsOf(body: string): ProfileParts {
  const profile = dictionaryOf(parsePlist(body));
  const content = profile['PayloadContent'];
  if (content === undefined || !isList(content)) throw new Error('no PayloadContent');
  return { profile, payloads: content.map(dictionaryOf) };
}

export function dictionaryOf(value: PlistValue | undefined): Dictionary {
  if (typeof value === 'object' && !isList(value)) return value;
  throw new Error('no dictionary');
}

const isList = (value: PlistValue): value is readonly PlistValue[] => Array.isArray(value);

const mail: ProviderDocument = {
  name: 'Example Mail',
  shortName: 'Example',
  incoming: ['imaps://imap.example.net', 'pop3s://pop.example.net'],
  outgoing: ['smtps://smtp.example.net'],
};

/** Asks for a profile of a provider that differs from a plain one; it serves example.org and example.com. */
export async function ask(
  provider: ProviderDocument,
  query: string,
  { headers = {}, ...document }: Partial<ConfigDocument> & { readonly headers?: Record<string, string> } = {},
): Promise<Response> {
  const app = appOf({
    providers: { 'example.net': { ...mail, ...provider } },
    domains: { 'example.org': 'example.net', 'example.com': 'example.net' },
    ...document,
  });
  const url = `https://autoconfig.example.org/profile.mobileconfig${query}`;
  return await app.fetch(new Request(url, { headers: { host: 'autoconfig.example.org', ...headers } }));
}

export const profileOf = async (...asked: Parameters<typeof ask>): Promise<ProfileParts> =>
  partsOf(await bodyOf(await ask(...asked)));
