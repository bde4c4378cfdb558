/**
 * Parses a request for the page: address, language and operating system. Language and system are guesses; they only
 * change the order of what is shown.
 */

import { type Language, languages } from '../../../templates/locales/index.ts';
import type { System } from '../../../templates/page/programs.ts';
import { preferredLanguage } from '../../http/accept-language.ts';
import { formField } from '../../http/form-body.ts';
import { parameter } from '../../http/query.ts';
import type { Sealer } from '../../links/cipher.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import { type Awaitable, type Result, refuse } from '../../model/result.ts';
import type { DialectRequest } from '../dialect.ts';

/** The address and its source. */
export interface SubmittedAddress {
  readonly from: 'none' | 'form' | 'link';
  readonly typed: string;
  /** A refusal if the input is not an address; undefined without input. */
  readonly address: Result<Address> | undefined;
}

/** Longer than any address, short enough to show again. */
const typedLimit = 320;

/** @returns synchronously for a form; a promise for a sealed link */
export function readSubmittedAddress(
  request: Pick<DialectRequest, 'rest' | 'method' | 'bytes'>,
  sealer: Sealer | 'missing' | undefined,
  now: () => Date,
): Awaitable<SubmittedAddress> {
  // QR codes contain it in capitals, which need less space there.
  if (request.rest !== '') return sealedAddress(request.rest.toLowerCase(), sealer, now());
  if (request.method !== 'POST') return { from: 'none', typed: '', address: undefined };
  const typed = formField(request.bytes, 'emailaddress').slice(0, typedLimit);
  const address = typed === '' ? undefined : parseAddress(typed);
  return { from: 'form', typed: replaceControlCharacters(typed), address };
}

/** Control characters and noncharacters are replaced: an HTML document that holds one is not valid. */
export const replaceControlCharacters = (text: string): string => text.replace(notInHtml, '\ufffd');
const notInHtml = /[\p{Cc}\p{Noncharacter_Code_Point}]/gu;

async function sealedAddress(
  token: string,
  sealer: Sealer | 'missing' | undefined,
  now: Date,
): Promise<SubmittedAddress> {
  const from = { from: 'link', typed: '' } as const;
  if (!sealer) return { ...from, address: refuse({ reason: 'link-unknown' }) };
  if (sealer === 'missing') return { ...from, address: refuse({ reason: 'sealer-missing' }) };
  const opened = await sealer.open(token, now);
  if (!opened.ok) return { ...from, address: refuse({ reason: opened.refusal }) };
  const address = parseAddress(opened.value);
  // The plaintext is validated too: the key may have sealed something else.
  return { ...from, address: address.ok ? address : refuse({ reason: 'link-unknown' }) };
}

/** The `language` parameter, otherwise Accept-Language. */
export function languageOf({ search, header }: Pick<DialectRequest, 'search' | 'header'>): Language {
  const asked = parameter(search, 'language');
  const chosen = asked.ok && languages.find((language) => language === asked.value);
  return chosen || preferredLanguage(header('accept-language'), languages, 'en');
}

/** First match wins: an iPhone's User-Agent contains `Mac OS X`, and Android's `Linux`. */
const systemPatterns: readonly (readonly [pattern: RegExp, system: System])[] = [
  [/iphone|ipad|ipod|\bios\b/i, 'ios'],
  [/android/i, 'android'],
  [/windows/i, 'windows'],
  [/mac/i, 'macos'],
  [/linux|x11|cros|chrome os|bsd/i, 'linux'],
];

/** From `OS 18_1 like Mac OS X`, which iPhones send, and iPads that do not request the desktop site. */
export function iosMajorOf({ header }: Pick<DialectRequest, 'header'>): number | undefined {
  const [, major] = /\bOS (\d{1,3})_[\d_]+ like Mac OS X/.exec(header('user-agent')) ?? [];
  return major === undefined ? undefined : Number(major);
}

/** From Sec-CH-UA-Platform, which Chromium sends by default, otherwise from User-Agent. */
export function systemOf({ header }: Pick<DialectRequest, 'header'>): System {
  const platform = header('sec-ch-ua-platform').replaceAll('"', '') || header('user-agent');
  return systemPatterns.find(([pattern]) => pattern.test(platform))?.[1] ?? 'windows';
}
