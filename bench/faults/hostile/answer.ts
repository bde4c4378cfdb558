/** An answer as it came, before it is judged. */

export interface Answer {
  readonly status: number;
  /** Names in lower case; values are bytes. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  /** Of a HEAD: the length that is announced belongs to no body. */
  readonly toHead: boolean;
  /** Whether the sender said that the connection ends with it. */
  readonly last: boolean;
}

/** What became of a request that was sent. */
export type Fate =
  | { readonly kind: 'answered'; readonly answers: readonly Answer[] }
  /** The connection, or by HTTP/2 the stream, ended without an answer. */
  | { readonly kind: 'dropped'; readonly how: string }
  /** Nothing came in time. */
  | { readonly kind: 'hung' }
  /** What came was not HTTP. */
  | { readonly kind: 'ill-formed'; readonly flaw: string }
  /** Another request on the connection ended it: this one is to be sent again by itself. */
  | { readonly kind: 'unanswered' };

export const field = ({ fields }: Pick<Answer, 'fields'>, name: string): string | undefined =>
  fields.find(([other]) => other === name)?.[1];
