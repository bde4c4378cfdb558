/** The operator's branding of the page. */

import type { Colour } from './colour.ts';

/** The operator's texts in one language. */
interface BrandTexts {
  /** In place of the page's heading, before there is an address. */
  readonly title?: string | undefined;
  /** In place of the sentence below it. */
  readonly lead?: string | undefined;
  /** Below everything. */
  readonly note?: string | undefined;
}

export interface Brand {
  readonly name?: string | undefined;
  /** A `data:` URL, used as an image, in which no script runs. */
  readonly logo?: string | undefined;
  readonly accent?: Colour | undefined;
  /** An https or `mailto:` URL. */
  readonly support?: string | undefined;
  /** By language; the page's own texts replace missing ones. */
  readonly texts?: Readonly<Record<string, BrandTexts>> | undefined;
}
