/** A response as received. */

export interface Answer {
  readonly status: number;
  /** Names in lower case; values are bytes. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** The response to HEAD: a length without a body. */
  readonly toHead: boolean;
  /** Whether the sender said that the connection ends with it. */
  readonly last: boolean;
}

/** The outcome of a request. */
export type Fate =
  | { readonly kind: 'answered'; readonly answers: readonly Answer[] }
  /** The connection, or by HTTP/2 the stream, ended without an answer. */
  | { readonly kind: 'dropped'; readonly how: string }
  /** Nothing came in time. */
  | { readonly kind: 'hung' }
  /** What came was not HTTP. */
  | { readonly kind: 'ill-formed'; readonly flaw: string }
  /** Another request ended the connection: this one has to be sent again alone. */
  | { readonly kind: 'unanswered' };

export const field = ({ fields }: Pick<Answer, 'fields'>, name: string): string | undefined =>
  fields.find(([other]) => other === name)?.[1];
