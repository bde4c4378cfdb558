/**
 * Reads the texts of an autoconfig file for people: names of the provider, links to documentation, and instructions
 * to follow before a client may log in.
 */

import * as z from 'zod/mini';
import { nameLimit, shortened, shortNameLimit } from '../../directory/display-name.ts';
import { nameField, plainText, shortNameField } from '../../directory/fields.ts';
import { hasPlaceholder } from '../../format/placeholders.ts';
import { attributePath, firstOf, leafText, readChildren, type Section } from './section.ts';
import type { TextFlaw, Warn } from './warning.ts';

export interface DocumentationDocument {
  url: string;
  title: Record<string, string>;
}

const titleLimit = 200;
const instructionLimit = 500;

/** Files of the ISPDB omit the language of English texts. */
const defaultLanguage = 'en';

/**
 * @param sections all `displayName` elements
 * @param id the fallback name
 */
export function readName(sections: readonly Section[], path: string, id: string, warn: Warn): string {
  const section = firstOf(sections, warn);
  const text = section && leafText(section, [], warn);
  const name = nameField.safeParse(text);
  if (name.success) return name.data;
  const taken = shortened(id, nameLimit);
  warn({ kind: 'name-unfit', name: text, taken, path: section?.path ?? `${path}/displayName` });
  return taken;
}

/** @param name the full name, shortened as fallback */
export function readShortName(sections: readonly Section[], path: string, name: string, warn: Warn): string {
  const section = firstOf(sections, warn);
  const text = section && leafText(section, [], warn);
  const shortName = shortNameField.safeParse(text);
  if (shortName.success) return shortName.data;
  const shorter = shortNameField.safeParse(shortened(text ?? '', shortNameLimit));
  const taken = shorter.success ? shorter.data : shortened(name, shortNameLimit);
  warn({ kind: 'name-unfit', name: text, taken, path: section?.path ?? `${path}/displayShortName` });
  return taken;
}

/**
 * Reads `documentation`, which old files such as ipax.at.xml call `instruction`.
 *
 * @returns the link, or undefined after a warning
 */
export function readDocumentation(section: Section, warn: Warn): DocumentationDocument | undefined {
  const url = section.attributes.get('url')?.trim();
  if (url === undefined || !isLink(url)) {
    warn({ kind: 'link-unfit', url, path: section.path });
    return undefined;
  }
  const part = readChildren(section, ['descr'], ['url'], warn);
  const titles = readTexts(part('descr'), titleLimit, warn);
  const title = byLanguage(titles, ({ path }) => warn({ kind: 'repeated', path }));
  return { url, title: titles.length > 0 ? title : hostAsTitle(url, section.path, warn) };
}

/** The first text of each language, in order: the very first is the fallback for other languages. */
function byLanguage(
  texts: readonly LocalizedText[],
  onAnother: (text: LocalizedText) => void,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const text of texts) {
    if (Object.hasOwn(found, text.language)) onAnother(text);
    else found[text.language] = text.text;
  }
  return found;
}

/** What the user must do first, and where. */
interface Enabling {
  readonly instructions: readonly LocalizedText[];
  readonly link: DocumentationDocument | undefined;
}

/** Reads `enable`, and `enableURL` of files without a version. */
export function readEnabling(section: Section, warn: Warn): Enabling {
  const isUrlElement = section.name === 'enableURL';
  const urlName = isUrlElement ? 'url' : 'visiturl';
  const url = section.attributes.get(urlName)?.trim();
  const part = isUrlElement ? undefined : readChildren(section, ['instruction'], [urlName], warn);
  const instructions = readTexts(part ? part('instruction') : [section], instructionLimit, warn, [urlName]);
  if (url === undefined) {
    if (part && section.children.length === 0)
      warn({ kind: 'text-unfit', flaw: 'empty', path: section.path });
    return { instructions, link: undefined };
  }
  if (!isLink(url)) {
    warn({ kind: 'link-unfit', url, path: attributePath(section, urlName) });
    return { instructions, link: undefined };
  }
  // The instruction serves as the link's title; it is shown among the instructions too.
  const titles = instructions.filter(({ text }) => text.length <= titleLimit);
  const title =
    titles.length > 0
      ? byLanguage(titles, () => {})
      : hostAsTitle(url, attributePath(section, urlName), warn);
  return { instructions, link: { url, title } };
}

interface LocalizedText {
  readonly language: string;
  readonly text: string;
  readonly path: string;
}

function readTexts(
  sections: readonly Section[],
  limit: number,
  warn: Warn,
  attributes: readonly string[] = [],
): LocalizedText[] {
  const field = plainText(limit);
  return sections.flatMap((section) => {
    const { path } = section;
    const text = leafText(section, ['lang', ...attributes], warn);
    const fit = field.safeParse(text);
    if (!fit.success) {
      warn({ kind: 'text-unfit', flaw: flawOf(text, limit), path });
      return [];
    }
    const language = section.attributes.get('lang')?.trim().replaceAll('_', '-');
    if (language === undefined) warn({ kind: 'language-missing', taken: defaultLanguage, path });
    else if (!languageTag.test(language)) {
      warn({ kind: 'language-unfit', language, path });
      return [];
    }
    return [{ language: language ?? defaultLanguage, text: fit.data, path }];
  });
}

function flawOf(text: string, limit: number): TextFlaw {
  if (text === '') return 'empty';
  if (text.length > limit) return 'too-long';
  return hasPlaceholder(text) ? 'placeholder' : 'control-character';
}

/** As in src/config: the syntax of BCP 47, without a list of languages. */
const languageTag = /^[a-zA-Z]{2,3}(-[a-zA-Z0-9]{1,8})*$/;

const link = z.url({ protocol: /^https?$/ });
/** Placeholders are refused: they would be filled without URL encoding. */
const isLink = (url: string): boolean => link.safeParse(url).success && !hasPlaceholder(url);

function hostAsTitle(url: string, path: string, warn: Warn): Record<string, string> {
  const taken = shortened(new URL(url).host, titleLimit);
  warn({ kind: 'title-missing', taken, path });
  return { [defaultLanguage]: taken };
}
