/** What an operator may make their own of the page for people. */

import * as z from 'zod';
import { plainText } from '../directory/fields.ts';
import type { Colour } from '../model/colour.ts';

/** The whole page is one request, and small. */
const logoLimit = 24_000;

const isColour = (text: string): text is Colour => /^#[\da-f]{6}$/.test(text);

const accentField = z.string().toLowerCase().refine(isColour, 'is not a colour such as #0b57d0');

const dataUrl = /^data:image\/(?:svg\+xml|png|jpeg|webp|gif)[;,]/i;

/** SVG as text, or any image as a data: URL. It is shown as an image: nothing in it runs, and it fetches nothing. */
const logoField = z
  .string()
  .trim()
  .max(logoLimit)
  .refine((text) => dataUrl.test(text) || (/^<(?:svg|\?xml)\b/.test(text) && text.includes('</svg>')), {
    message: 'is neither SVG nor a data: URL of an image',
  })
  .transform((text) => (dataUrl.test(text) ? text : `data:image/svg+xml,${encodeURIComponent(text)}`));

const languageTag = z.string().regex(/^[a-z]{2}$/, 'is not a language of the page, such as fr');

export const brandSchema = z
  .strictObject({
    name: plainText(60)
      .optional()
      .describe('What stands on top of the page, in place of the provider’s name'),
    logo: logoField.optional().describe('SVG as text, or an image as a data: URL'),
    accent: accentField.optional().describe('A colour, #rrggbb; a shade of it that can be read is used'),
    support: z
      .url({ protocol: /^(https|mailto)$/, error: 'must be an https or mailto: URL' })
      .optional()
      .describe('Where people find help'),
    texts: z
      .record(
        languageTag,
        z.strictObject({
          title: plainText(120).optional(),
          lead: plainText(500).optional(),
          note: plainText(1000).optional(),
        }),
      )
      .optional()
      .describe('By language: the heading, the sentence below it, and one below everything'),
  })
  .default({})
  .describe('The page for people as your own');
