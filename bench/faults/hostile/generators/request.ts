/** A request before it is written for one version of HTTP. All strings are bytes, see text.ts. */

export type Field = readonly [name: string, value: string];

export interface Request {
  /** Which generator made it. */
  readonly kind: string;
  readonly method: string;
  /** The request target in any of its forms. */
  readonly target: string;
  /** `Host` or `:authority`; absent when none is sent. */
  readonly host: string | undefined;
  readonly fields: readonly Field[];
  /** Absent when there is no body, which is not the same as an empty one. */
  readonly body: string | undefined;
}
