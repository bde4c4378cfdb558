/**
 * The page for people, at `/`: for the clients that ask nobody, and for whoever wonders what this host is. It
 * holds no address, so everybody who speaks one language gets the same page.
 */

import { type Language, languages, page } from '../../templates/page.ts';
import type { Account } from '../account.ts';
import { publicHeaders } from '../answer.ts';
import { once } from '../kept.ts';
import { preferredLanguage } from '../language.ts';
import { type Fill, fillable } from '../placeholders.ts';
import { ok } from '../result.ts';
import { escapeXml } from '../xml.ts';
import { type Dialect, nobody, type Question } from './dialect.ts';
import { refuseInWords } from './refusals.ts';

interface SetupQuestion extends Question {
  readonly language: Language;
}

export const setup: Dialect<SetupQuestion> = {
  name: 'setup',
  routes: ['/'],
  methods: ['GET'],
  read: ({ header }) =>
    ok({ ...nobody, language: preferredLanguage(header('accept-language'), languages, 'en') }),
  write: ({ language }, { account, domain }) =>
    ok({ status: 200, headers, body: pages(account)[language]({ EMAILDOMAIN: domain }) }),
  refuse: refuseInWords,
  securePath: () => '/',
};

/** SHA-256 of the style sheet; test/dialects/setup.test.ts tells the right one when it has changed. */
export const styleHash = 'sha256-fFBSOWmpmpVoBDggeSJpCF14hdbdieMV9osIV9p++3w=';

const headers = {
  ...publicHeaders('text/html; charset=utf-8'),
  'content-security-policy': [
    "default-src 'none'",
    `style-src '${styleHash}'`,
    'img-src data:',
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
  vary: 'accept-language',
};

const pages = once((account: Account): Readonly<Record<Language, Fill>> => {
  const build = (language: Language): Fill => fillable(page(account, language).toString(), escapeXml);
  return { en: build('en'), fr: build('fr') };
});
