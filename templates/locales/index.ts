/** The page's languages. */

import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { nl } from './nl.ts';
import { pl } from './pl.ts';
import { pt } from './pt.ts';
import type { Translation } from './translation.ts';

export const languages = ['fr', 'en', 'de', 'es', 'it', 'nl', 'pt', 'pl'] as const;
export type Language = (typeof languages)[number];

export const translations: Readonly<Record<Language, Translation>> = { fr, en, de, es, it, nl, pt, pl };
