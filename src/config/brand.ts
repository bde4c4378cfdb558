/** The `brand` section: name, logo, colour and texts that an operator changes on the set-up page. */

import * as z from 'zod/mini';
import { plainText } from '../directory/fields.ts';
import { anyText, described, optional, parsed } from '../directory/schema-builders.ts';
import type { Colour } from '../model/colour.ts';
import { ok, refuse } from '../model/result.ts';

/** The logo is part of the page, which is one request. */
const logoLimit = 24_000;

const isColour = (text: string): text is Colour => /^#[\da-f]{6}$/.test(text);

const accentField = () =>
  parsed(anyText.check(z.toLowerCase()), (text) =>
    isColour(text) ? ok(text) : refuse('is not a colour such as #0b57d0'),
  );

const dataUrl = /^data:image\/(?:svg\+xml|png|jpeg|webp|gif)[;,]/i;

/** SVG as text, or any image as a data: URL. It is shown as an image: nothing in it runs, and it fetches nothing. */
const logoField = () =>
  z.pipe(
    anyText.check(
      z.trim(),
      z.maxLength(logoLimit),
      z.refine(
        (text) => dataUrl.test(text) || (/^<(?:svg|\?xml)\b/.test(text) && text.includes('</svg>')),
        'is neither SVG nor a data: URL of an image',
      ),
    ),
    z.transform((text) => (dataUrl.test(text) ? text : `data:image/svg+xml,${encodeURIComponent(text)}`)),
  );

const languageTag = () => anyText.check(z.regex(/^[a-z]{2}$/, 'is not a language of the page, such as fr'));

/** Built when it is first used. */
export const brandSchema = described(
  z._default(
    z.lazy(() =>
      z.strictObject({
        name: optional(plainText(60), 'Shown at the top of the page instead of the provider’s name'),
        logo: optional(logoField(), 'SVG as text, or an image as a data: URL'),
        accent: optional(accentField(), 'A colour, #rrggbb; a shade of it that can be read is used'),
        support: optional(
          z.url({ protocol: /^(https|mailto)$/, error: 'must be an https or mailto: URL' }),
          'Where people find help',
        ),
        texts: optional(
          z.record(
            languageTag(),
            z.strictObject({
              title: z.optional(plainText(120)),
              lead: z.optional(plainText(500)),
              note: z.optional(plainText(1000)),
            }),
          ),
          'By language: the heading, the sentence below it, and one below everything',
        ),
      }),
    ),
    {},
  ),
  'The page for people as your own',
);
