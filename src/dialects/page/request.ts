/**
 * Who reads the page: about which address, in which language, and before which system. The last two are guesses that
 * only sort what is shown.
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

/** The address, and how it came. */
export interface SubmittedAddress {
  readonly from: 'nobody' | 'form' | 'link';
  readonly typed: string;
  /** What is wrong with what was sent, when it is no address. */
  readonly address: Result<Address> | undefined;
}

/** Longer than an address, and short enough to be shown again. */
const typedLimit = 320;

/** @returns at once what was posted; what is sealed takes its time */
export function readSubmittedAddress(
  ask: Pick<DialectRequest, 'rest' | 'method' | 'bytes'>,
  sealer: Sealer | 'missing' | undefined,
  now: () => Date,
): Awaitable<SubmittedAddress> {
  // A QR code writes it in capitals, which take less room there.
  if (ask.rest !== '') return sealedAddress(ask.rest.toLowerCase(), sealer, now());
  if (ask.method !== 'POST') return { from: 'nobody', typed: '', address: undefined };
  const typed = formField(ask.bytes, 'emailaddress').slice(0, typedLimit);
  const address = typed === '' ? undefined : parseAddress(typed);
  return { from: 'form', typed: shownInHtml(typed), address };
}

/** Control characters and noncharacters are replaced: an HTML document that holds one is not valid. */
export const shownInHtml = (text: string): string => text.replace(notInHtml, '\ufffd');
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
  // Whoever has the key could have sealed anything.
  return { ...from, address: address.ok ? address : refuse({ reason: 'link-unknown' }) };
}

/** What was chosen by link; else what the browser prefers. */
export function languageOf({ search, header }: Pick<DialectRequest, 'search' | 'header'>): Language {
  const asked = parameter(search, 'language');
  const chosen = asked.ok && languages.find((language) => language === asked.value);
  return chosen || preferredLanguage(header('accept-language'), languages, 'en');
}

/** The first that fits counts: an iPhone says that it is like Mac OS X, and Android that it is Linux. */
const table: readonly (readonly [pattern: RegExp, system: System])[] = [
  [/iphone|ipad|ipod|\bios\b/i, 'ios'],
  [/android/i, 'android'],
  [/windows/i, 'windows'],
  [/mac/i, 'macos'],
  [/linux|x11|cros|chrome os|bsd/i, 'linux'],
];

/** As iPhones say it, and iPads of which a desktop's page is not wanted: `OS 18_1 like Mac OS X`. */
export function iosMajorOf({ header }: Pick<DialectRequest, 'header'>): number | undefined {
  const [, major] = /\bOS (\d{1,3})_[\d_]+ like Mac OS X/.exec(header('user-agent')) ?? [];
  return major === undefined ? undefined : Number(major);
}

/** By the client hint that Chromium sends unasked (Sec-CH-UA-Platform), else by User-Agent. */
export function systemOf({ header }: Pick<DialectRequest, 'header'>): System {
  const said = header('sec-ch-ua-platform').replaceAll('"', '') || header('user-agent');
  return table.find(([pattern]) => pattern.test(said))?.[1] ?? 'windows';
}
