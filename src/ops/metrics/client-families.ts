/**
 * Client families, by User-Agent. There are few, so the number of metrics is bounded whatever clients send. Only
 * metrics and the log use them; no answer depends on them.
 */

import { boundedMap, getOrCreate } from '../../util/memo.ts';

export const clientFamilies = [
  'thunderbird',
  'thunderbird-ios',
  'okhttp',
  'outlook',
  'outlook-cloud',
  'evolution',
  'gnome-online-accounts',
  'kmail',
  'apple',
  'android-webview',
  'emailengine',
  'nextcloud-mail',
  'mailspring',
  'horde',
  'exchange-library',
  'script',
  'browser',
  'none',
  'other',
] as const;
export type ClientFamily = (typeof clientFamilies)[number];

/** The first match counts, so specific patterns come before general ones. */
const table: readonly (readonly [pattern: RegExp, family: ClientFamily])[] = [
  // Thunderbird for iOS uses URLSession, which puts the program's name before CFNetwork's.
  [/^Thunderbird\/.*CFNetwork\//, 'thunderbird-ios'],
  // Gecko's User-Agent with Thunderbird's own name in place of Firefox's; Betterbird keeps it.
  [/\bGecko\/\S+ (?:Thunderbird|Betterbird)\//, 'thunderbird'],
  // Thunderbird for Android and K-9 (OkHttpFetcher), Nine, myMail: OkHttp's own.
  [/^okhttp\//, 'okhttp'],
  // Microsoft's service that sends the requests of Outlook's mobile apps.
  [/^OutlookMobileCloudService/, 'outlook-cloud'],
  // Office on Windows names its programs: `Microsoft Office/16.0 (…; Microsoft Outlook 16.0.17726; Pro)`.
  [/^Microsoft Office\/|\bMicrosoft Outlook\b|^Outlook\b/i, 'outlook'],
  // src/mail/e-mail-autoconfig.c and evolution-ews: `Evolution/3.58.1`.
  [/^Evolution\/|^libews\b/, 'evolution'],
  // KMail up to 22.12 asks by KIO, whose User-Agent ends with `ispdb`; later ones call themselves `Mozilla/5.0`.
  [/\bKIO\/.*\bispdb\b/, 'kmail'],
  [/^(?:gnome-online-accounts|goa-daemon)\//, 'gnome-online-accounts'],
  // Accounts of the type Exchange on iOS: `Apple-iPhone15C2/2206.105`; macOS: `Mac OS X/…  ExchangeWebServices`.
  [/^Apple-|^Mac OS X\/|^(?:accountsd|dataaccessd|Mail)\//, 'apple'],
  // FairEmail takes over the User-Agent of Android's WebView (Misc.java, WebViewEx.getUserAgent).
  [/^Mozilla\/.*; wv\)/, 'android-webview'],
  [/^emailengine/i, 'emailengine'],
  // lib/private/Http/Client/Client.php of Nextcloud's server
  [/^Nextcloud/, 'nextcloud-mail'],
  [/\bMailspring\//, 'mailspring'],
  [/^Horde_/, 'horde'],
  [/^ExchangeServicesClient\/|^exchangelib\//, 'exchange-library'],
  [/^(?:curl|Wget|Go-http-client|Apache-HttpClient|Java|libwww-perl|axios)\b/i, 'script'],
  [/^(?:python|Python|PHP|Ruby|node|undici|Bun|Deno|Dalvik)\b/, 'script'],
  // On Apple devices, profiles are installed from Safari.
  [/^Mozilla\/.*\b(?:iPhone|iPad|Macintosh)\b.*\bSafari\//, 'apple'],
  [/^Mozilla\/.*\b(?:Firefox|Chrome|Safari|Edg|OPR)\//, 'browser'],
];

/** A cache: a server gets few different User-Agents. Longer ones belong to no known client and are not cached. */
const cache = boundedMap<ClientFamily>(500);
const limitCharacters = 250;

/** @param userAgent the header; Delta Chat, eM Client and SnappyMail send none */
export function clientFamilyOf(userAgent: string): ClientFamily {
  if (userAgent === '') return 'none';
  if (userAgent.length > limitCharacters) return 'other';
  return getOrCreate(cache, userAgent, familyIn);
}

const familyIn = (userAgent: string): ClientFamily =>
  table.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'other';
