/** Whose page it is: what an operator may make their own of it. */

import type { Colour } from './colour.ts';

/** Texts of the operator's, in one language. */
export interface BrandTexts {
  /** In place of the page's heading, before there is an address. */
  readonly title?: string | undefined;
  /** In place of the sentence below it. */
  readonly lead?: string | undefined;
  /** Below everything. */
  readonly note?: string | undefined;
}

export interface Brand {
  readonly name?: string | undefined;
  /** A `data:` URL: shown as an image, in which nothing runs. */
  readonly logo?: string | undefined;
  readonly accent?: Colour | undefined;
  /** An https or `mailto:` URL. */
  readonly support?: string | undefined;
  /** By language; what is missing in one is said in the page's own words. */
  readonly texts?: Readonly<Record<string, BrandTexts>> | undefined;
}
