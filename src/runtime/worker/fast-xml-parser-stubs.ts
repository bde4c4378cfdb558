/**
 * Stubs in the Worker for what fast-xml-parser imports and never calls with the options of xml.ts and plist.ts (`alias`
 * in wrangler.toml). Together they would be a tenth of the upload and of the cold start.
 *
 * - `is-unsafe` checks the entities that a DOCTYPE declares; xml.ts refuses every DOCTYPE.
 * - `strnum` makes numbers of texts; xml.ts wants texts (`parseTagValue`).
 * - `@nodable/entities` resolves entities; xml.ts resolves references itself (`processEntities`).
 * - `xml-naming` checks names in a DOCTYPE, and names that `sanitizeName` would replace; it compiles 15 regular
 *   expressions of Unicode ranges when it is loaded.
 */

/** Whatever a document declares is blocked. */
export const isUnsafe = (): boolean => true;
export const HTML: readonly RegExp[] = [];
/** For `is-unsafe` its contexts, for `@nodable/entities` its named entities: there are none of either. */
export const XML: readonly RegExp[] = [];

/** A text stays a text. */
export default (text: string): string => text;

/** Declares no entity and resolves none. */
export class EntityDecoder {
  addInputEntities(): void {}
  reset(): void {}
  setXmlVersion(): void {}
  decode(text: string): string {
    return text;
  }
}
export const COMMON_HTML = {};
export const CURRENCY = {};
export const ENTITY_ACTION = { ALLOW: 'allow', BLOCK: 'block' } as const;

/** No name is valid: a document that declares some is refused. */
export const qName = (): boolean => false;
export const createValidator = () => qName;
