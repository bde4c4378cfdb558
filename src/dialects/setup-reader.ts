/** Who reads the page: in which language, and before which system. It is a guess that only sorts what is shown. */

import type { System } from '../../templates/clients.ts';
import { type Language, languages } from '../../templates/texts/index.ts';
import { preferredLanguage } from '../language.ts';
import { parameter } from '../query.ts';
import type { Ask } from './dialect.ts';

/** What was chosen by link; else what the browser prefers. */
export function languageOf({ search, header }: Pick<Ask, 'search' | 'header'>): Language {
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

/** By the client hint that Chromium sends unasked (Sec-CH-UA-Platform), else by User-Agent. */
export function systemOf({ header }: Pick<Ask, 'header'>): System {
  const said = header('sec-ch-ua-platform').replaceAll('"', '') || header('user-agent');
  return table.find(([pattern]) => pattern.test(said))?.[1] ?? 'windows';
}
